import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Audit, audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { assertIndependent } from '#shared/chain/audit/independent-source.ts';
import { isFresh } from '#shared/chain/audit/newest-ledger.ts';
import type { Source } from '#shared/chain/audit/source.ts';
import type { ProvenLedger } from '#shared/chain/audit/verify-proof.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { frozenNode } from '#testing/proxies/frozen-node.ts';
import { type Lie, lyingProxy } from '#testing/proxies/lying-proxy.ts';
import { redirectingNode } from '#testing/proxies/redirecting-node.ts';

const test = suite('an audit with a second source');
let fixture: ChainFixture;
let event: string;

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
	await sell(2);
});
test.before.each(() => {
	fixture.localnet.network.close();
});
test.after(() => fixture.close());

const sell = async (qty: number) => fixture.buy(await fixture.fan(), event, [{ tier: 0, qty }]);

function evidenceAt(change: Partial<Source>): Promise<Evidence> {
	const { registry, usdc, sinceLedger } = fixture.deployment;
	const source = { ...fixture.chain, registry, usdc, sinceLedger, patience: 300, ...change };
	return collectEvidence(source, event);
}

const auditAt = async (change: Partial<Source>): Promise<Audit> =>
	audit(await evidenceAt(change), [fixture.deployment.eventWasm]);

const failing = ({ checks }: Audit): string[] => checks.filter((c) => !c.ok).map((c) => c.name);

/** The audit's result where the second source, or the first, gives false answers. */
async function withLies(lies: { first?: Lie; second?: Lie }): Promise<Audit> {
	const [first, second] = await Promise.all([
		lyingProxy(fixture.chain.rpcUrl, lies.first ?? (() => {})),
		lyingProxy(fixture.chain.rpcUrl, lies.second ?? (() => {})),
	]);
	try {
		return await auditAt({ rpcUrl: first.url, anchorUrl: second.url });
	} finally {
		await Promise.all([first.close(), second.close()]);
	}
}

const withheld: Lie = (method, _, answer) => {
	if (method !== 'getLedgers') return;
	delete answer.result;
	answer.error = { code: -32600, message: 'start ledger must be between the oldest ledger: 9 and 10' };
};

const old: Lie = (method, _, answer) => {
	if (method === 'getLatestLedger' && answer.result)
		answer.result.closeTime = String(Math.floor(Date.now() / 1000) - 600);
};

test('is green where both are honest, and says when and by how many', async () => {
	const result = await withLies({});
	assert.equal(failing(result), []);
	assert.equal([result.anchored, result.label], [2, 'anchored']);
	assert.ok(Math.abs(Date.parse(result.readAt) - Date.now()) < 60_000);
	assert.ok(Math.abs(Date.parse(result.closedAt) - Date.now()) < 120_000);
	const alone = await auditAt({});
	assert.equal([alone.green, alone.anchored, alone.label], [true, 1, 'unanchored']);
});

test('is anchored in two sources where they name the same ledger and hold the same state', async () => {
	const { registry, usdc, sinceLedger } = fixture.deployment;
	const other = await lyingProxy(fixture.chain.rpcUrl, () => {});
	const both = await collectEvidence(
		{ ...fixture.chain, registry, usdc, sinceLedger, anchorUrl: other.url },
		event,
	);
	await other.close();
	const result = audit(both, [fixture.deployment.eventWasm]);
	assert.equal([result.green, result.anchored, result.label], [true, 2, 'anchored']);
	const second = both.second!;
	const changed = (change: object): string[] =>
		audit({ ...both, second: { ...second, ...change } }, [fixture.deployment.eventWasm])
			.checks.filter((c) => !c.ok)
			.map((c) => c.name);
	const newest = [...second.ledgers.keys()].at(-1);
	const another = { ...(second.ledgers.get(newest!) as ProvenLedger), hash: '00'.repeat(32) };
	assert.ok(changed({ ledgers: new Map(second.ledgers).set(newest!, another) }).includes('second_ledger'));
	for (const { key } of both.compared) {
		const entries = new Map(second.entries);
		entries.set(key, { ...entries.get(key)!, xdr: both.compared.find((c) => c.key !== key)!.xdr! });
		assert.equal(changed({ entries }), ['second_same_state']);
	}
});

test('fails where the first repeats an old moment, also where it gives that a new time', async () => {
	const node = await frozenNode(fixture.chain.rpcUrl);
	const honest = await lyingProxy(fixture.chain.rpcUrl, () => {});
	try {
		assert.is((await auditAt({ rpcUrl: node.url })).tickets, 2);
		node.freeze();
		await sell(6);
		const truth = await auditAt({ rpcUrl: honest.url });
		assert.equal([truth.green, truth.tickets], [true, 8], 'the control');
		const lied = await auditAt({ rpcUrl: node.url, anchorUrl: honest.url });
		assert.is(lied.tickets, 2);
		assert.equal(failing(lied), ['second_same_state']);
		const differing = lied.checks.find((c) => !c.ok)!;
		assert.is(differing.found, 'counters, balance');
		assert.is(lied.label, 'unanchored');
		const reversed = await auditAt({ rpcUrl: honest.url, anchorUrl: node.url }).catch((e) => e.code);
		assert.not.equal(reversed.green, true, 'a frozen second source confirms nothing');
	} finally {
		await Promise.all([node.close(), honest.close()]);
	}
});

test('fails where the only source stands at an old moment, by its own time', async () => {
	const node = await frozenNode(fixture.chain.rpcUrl, () => 600);
	try {
		const result = await auditAt({ rpcUrl: node.url });
		assert.equal(failing(result), ['source_fresh']);
		assert.match(result.checks.find((c) => !c.ok)!.found, /\d{4}-\d\d-\d\dT.*Z, 60\d s old/);
	} finally {
		await node.close();
	}
});

test('a time ahead of the clock is a difference, but for localnet, whose time tests move on', () => {
	const now = Date.UTC(2026, 10, 28, 12);
	const at = (seconds: number, network = 'Test SDF Network ; September 2015') =>
		isFresh('new', BigInt(now / 1000 + seconds), now, network).ok;
	assert.equal(
		[-121, -120, 0, 120, 121].map((seconds) => at(seconds)),
		[false, true, true, true, false],
	);
	assert.equal(
		[-121, 172_800].map((seconds) => at(seconds, localnetPassphrase)),
		[false, true],
	);
});

test('fails where the second lacks the ledger, has another one, or stands still', async () => {
	const lacking = await withLies({ second: withheld });
	assert.equal(failing(lacking), ['second_ledger']);
	assert.match(lacking.checks.find((c) => !c.ok)!.found, 'it does not give that ledger');
	assert.is(lacking.label, 'unanchored');
	const empty = await withLies({
		second: (method, _, answer) => {
			if (method === 'getLedgers') answer.result = { ledgers: [] };
		},
	});
	assert.equal(failing(empty), ['second_ledger']);
	const late = await withLies({ second: old });
	assert.equal(failing(late), ['second_fresh']);
	assert.is(late.anchored, 1);
});

test('fails where a second source was asked for and nothing of it is there', async () => {
	const evidence = await evidenceAt({});
	const asked = { ...evidence, source: { ...evidence.source, anchorUrl: fixture.chain.rpcUrl } };
	const { eventWasm } = fixture.deployment;
	assert.equal(failing(audit(evidence, [eventWasm])), [], 'the control: none was asked for');
	assert.equal(failing(audit(asked, [eventWasm])), ['second_answers']);
});

test('fails where the first withholds the proof; alone, that is a label', async () => {
	const result = await withLies({ first: withheld });
	assert.equal(failing(result), ['second_ledger']);
	assert.match(result.checks.find((c) => !c.ok)!.found, 'no proof here to compare with');
	const first = await lyingProxy(fixture.chain.rpcUrl, withheld);
	const alone = await auditAt({ rpcUrl: first.url });
	await first.close();
	assert.equal([alone.green, alone.anchored, alone.label], [true, 0, 'unanchored']);
	assert.is(alone.proved.events, 0);
});

test('refuses the same source under any spelling', async () => {
	const { port } = new URL(fixture.chain.rpcUrl);
	const spellings = [
		`http://127.0.0.1:${port}`,
		`http://127.0.0.1:${port}/rpc?of=other#here`,
		`http://LOCALHOST:${port}/`,
		`http://localhost.:${port}/soroban/rpc`,
		`http://127.1:${port}`,
		`http://0x7f000001:${port}`,
		`http://2130706433:${port}`,
		`http://127.0.0.2:${port}`,
		`http://0.0.0.0:${port}`,
		`http://[::1]:${port}`,
		`http://[::ffff:127.0.0.1]:${port}`,
		`http://user:word@127.0.0.1:${port}`,
	];
	for (const anchorUrl of spellings)
		assert.is(await codeOf(auditAt({ anchorUrl })), 'ANCHOR_SAME_SOURCE', anchorUrl);
});

test('refuses another name of the same address, and the standard port written out', async () => {
	const lookup = async (host: string) =>
		({ 'rpc.one.example': ['192.0.2.1', '192.0.2.9'], 'rpc.alias.example': ['192.0.2.9'] })[host] ?? [];
	const same = (a: string, b: string) => codeOf(assertIndependent(a, b, lookup));
	assert.is(await same('https://rpc.one.example', 'https://RPC.one.example.:443/x'), 'ANCHOR_SAME_SOURCE');
	assert.is(await same('https://rpc.one.example', 'https://rpc.alias.example'), 'ANCHOR_SAME_SOURCE');
	assert.is(await same('https://rpc.alias.example', 'https://192.0.2.9'), 'ANCHOR_SAME_SOURCE');
	assert.is(
		await same('https://rpc.two.example, https://rpc.one.example', 'https://rpc.alias.example'),
		'ANCHOR_SAME_SOURCE',
		'one of several',
	);
	for (const port of ['http://rpc.one.example', 'https://rpc.one.example:8443'])
		assert.is(await same('https://rpc.one.example', port), 'ANCHOR_SAME_SOURCE', 'another port of one host');
	const first = fixture.chain.rpcUrl;
	const other = await lyingProxy(first, () => {});
	const control = 'the control: on this machine another port is another source';
	assert.is(await codeOf(assertIndependent(first, other.url, lookup)), 'none', control);
	await other.close();
});

test('refuses a second source, and a first one, that redirects', async () => {
	const node = await redirectingNode(fixture.chain.rpcUrl);
	const other = await lyingProxy(fixture.chain.rpcUrl, () => {});
	try {
		assert.is(await codeOf(auditAt({ anchorUrl: node.url })), 'SOURCE_REDIRECTS');
		assert.is(await codeOf(auditAt({ rpcUrl: node.url, anchorUrl: other.url })), 'SOURCE_REDIRECTS');
	} finally {
		await Promise.all([node.close(), other.close()]);
	}
});

test('refuses a source of another network, or of none', async () => {
	const wrong = [
		['Test SDF Network ; September 2015', 'RPC_WRONG_NETWORK'],
		[undefined, 'RPC_ERROR'],
	];
	for (const [passphrase, code] of wrong) {
		const elsewhere: Lie = (method, _, answer) => {
			if (method === 'getNetwork') answer.result!.passphrase = passphrase;
		};
		assert.is(await codeOf(withLies({ second: elsewhere })), code);
		assert.is(await codeOf(withLies({ first: elsewhere })), code);
	}
	assert.is(await codeOf(auditAt({ anchorUrl: 'http://127.0.0.1:1' })), 'RPC_UNREACHABLE');
});

test.run();
