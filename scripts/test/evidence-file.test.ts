import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Audit, audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { readEvidenceFile } from '#shared/chain/audit/read-evidence-file.ts';
import { evidenceText, readingsIn } from '#shared/chain/audit/readings.ts';
import { instanceKey } from '#shared/chain/state/event-state.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import type { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { unplugged } from '#testing/commands/unplugged.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { cutHistory } from '#testing/proxies/cut-history.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';
import { serveLocally } from '#testing/proxies/serve-locally.ts';

const test = suite('evidence file');
const document = new TextEncoder().encode('{"name":"Nairobi Nights"}');
let fixture: ChainFixture;
let event: string;
let folder: string;
let file: string;

test.before(async () => {
	fixture = await ChainFixture.start();
	const place = await serveLocally((_, response) => void response.end(document));
	const metadata_hash = new Uint8Array(await crypto.subtle.digest('SHA-256', document));
	event = await fixture.publish({ ...fixture.terms(), metadata_hash, uri: `${place.url}/document.json` });
	const fan = await fixture.fan();
	await fixture.buy(fan, event, [{ tier: 0, qty: 2 }]);
	await fixture.call(fan, event, 'distribute_ticket_revenue', { mask: 0b111, creators: [] });
	await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 1 }]);
	folder = mkdtempSync(join(tmpdir(), 'passa-evidence-'));
	file = join(folder, 'evidence.json');
	const saved = await runCommand('audit.ts', [...network(), '--save', file]);
	assert.is(saved.code, 0, saved.err);
	assert.match(saved.err, new RegExp(`saved the evidence in ${file}\n`));
	await place.close();
});
test.before.each(() => {
	fixture.localnet.network.close();
});
test.after(async () => {
	await fixture.close();
	rmSync(folder, { recursive: true, force: true });
});

const network = (rpc = fixture.chain.rpcUrl) => [
	...['--data', join(folder, 'none'), '--rpc', rpc, '--network', 'localnet', '--event', event],
];

type File = Record<string, unknown>;
const contents = (): File => JSON.parse(readFileSync(file, 'utf8'));
const auditOf = (content: File): Audit => audit(readEvidenceFile(JSON.stringify(content)));
const failing = (content: File): string[] =>
	auditOf(content)
		.checks.filter((c) => !c.ok)
		.map((c) => c.name);

test('is checked without a network, and says what a file cannot know', async () => {
	const { code, out, err } = await runCommand('audit.ts', ['--from', file], unplugged);
	assert.is(code, 0, err + out);
	assert.match(out, 'GREEN');
	assert.match(out, /UNANCHORED: the file says all this/);
	assert.match(out, /from a file of 20.*: what happened after ledger \d+ is not in it/);
	assert.match(out, 'the code in the evidence is the code that the contract runs');
	assert.match(out, 'the document in the evidence is the one that the contract names');
	assert.match(out, 'the event names this registry');
	const control = await runCommand('audit.ts', network(), unplugged);
	assert.match(control.err, /^RPC_UNREACHABLE/);
});

test('is none where its events reach beyond the newest ledger of its source', async () => {
	const content = contents();
	const { ledger, newestLedger } = content as { ledger: number; newestLedger: number };
	const codeOf = (change: File): string => {
		try {
			return String(audit(readEvidenceFile(JSON.stringify({ ...content, ...change }))).green);
		} catch (error) {
			return `${(error as PassaError).code}: ${(error as PassaError).message}`;
		}
	};
	assert.is(codeOf({ newestLedger: ledger }), 'true', 'the control');
	const refused = `EVIDENCE_UNREADABLE: This is no evidence file: ledger ${ledger} is not one that its source had: its newest was ${ledger - 1}.`;
	assert.is(codeOf({ newestLedger: ledger - 1 }), refused);
	assert.match(codeOf({ ledger: newestLedger + 1 }), 'EVIDENCE_UNREADABLE');
});

test('gives the same sums as the network that it was read from', async () => {
	const now = audit(await collectEvidence(fixture.chain, event));
	const sums = ({ payees, creators, gross, paid, cash, balance, tickets, proved }: Audit) => ({
		...{ payees, creators, gross, paid, cash, balance, tickets, proved },
	});
	assert.equal(sums(auditOf(contents())), sums(now));
	assert.ok(now.tickets === 3 && now.paid > 0n && now.cash > 0n, 'the control');
});

test('its ledger is anchored by two nodes, not by one, and not by one that names another', async () => {
	const url = fixture.chain.rpcUrl;
	const [honest, other] = await Promise.all([
		lyingProxy(url, () => {}),
		lyingProxy(url, (method, _, { result }) => {
			const ledgers = result?.ledgers as { headerXdr: string; hash: string }[] | undefined;
			if (method === 'getLedgers')
				for (const each of ledgers ?? []) each.headerXdr = flipped(each.headerXdr, 100);
		}),
	]);
	const from = async (...args: string[]) => {
		const { code, out, err } = await runCommand('audit.ts', ['--from', file, '--json', ...args]);
		return code === 1 ? err : [code, JSON.parse(out).label, JSON.parse(out).anchored];
	};
	try {
		assert.equal(await from(), [0, 'unanchored', 0]);
		assert.equal(await from('--rpc', url), [0, 'unanchored', 1]);
		assert.equal(await from('--rpc', url, '--anchor', honest.url), [0, 'anchored', 2]);
		assert.equal(await from('--rpc', other.url), [2, 'unanchored', 0]);
		assert.equal(await from('--rpc', url, '--anchor', other.url), [2, 'unanchored', 0]);
		assert.match(String(await from('--rpc', url, '--anchor', url)), /^ANCHOR_SAME_SOURCE/);
		assert.match(String(await from('--anchor', honest.url)), /^FLAGS_INVALID/);
	} finally {
		await Promise.all([honest.close(), other.close()]);
	}
});

test('a ticket that moved last proves no log: a file with another log is found by a node that knows the ledger of that move', async () => {
	const own = await fixture.publish(fixture.terms());
	const fan = await fixture.fan();
	const [id] = await fixture.buy(fan, own, [{ tier: 0, qty: 1 }]).then(async () => {
		const { orders } = await collectEvidence(fixture.chain, own);
		return [...orders.keys()];
	});
	const before = await collectEvidence(fixture.chain, own);
	await fixture.call(fan, own, 'distribute_ticket_revenue', { mask: 0b111, creators: [] });
	const to = (await fixture.fan()).publicKey();
	await fixture.call(fan, own, 'transfer', { from: fan.publicKey(), to, token_id: ticketId(id!, 0) });
	fixture.localnet.network.close();
	const now = await collectEvidence(fixture.chain, own);
	const hidden = now.raw.find((_, i) => now.events[i]!.name === 'paid')!;
	const stated = new Map(before.compared.map(({ key, xdr }) => [key, xdr]));
	const forged = evidenceText({
		...now,
		raw: now.raw.filter((each) => each !== hidden),
		moves: now.moves.filter(({ txHash }) => txHash !== hidden.txHash),
		entries: now.entries.map((each) => ({ ...each, xdr: stated.get(each.key) ?? each.xdr })),
		proofs: now.proofs.filter((each) => each.id === now.raw.at(-1)!.id),
	});
	writeFileSync(join(folder, 'forged.json'), forged);
	const from = async (text: string) => {
		writeFileSync(join(folder, 'other.json'), text);
		const args = ['--from', join(folder, 'other.json'), '--json', '--rpc', fixture.chain.rpcUrl];
		const { out } = await runCommand('audit.ts', args);
		const { green, anchored, checks } = JSON.parse(out);
		return [
			green,
			anchored,
			checks.filter((c: { ok: boolean }) => !c.ok).map((c: { name: string }) => c.name),
		];
	};
	assert.equal(await from(evidenceText(now)), [true, 1, []], 'the control');
	assert.equal(await from(forged), [false, 0, ['ledger_kept', 'file_complete']]);
});

test('its events complete a node that keeps no old ones', async () => {
	const cut = await cutHistory(fixture.chain.rpcUrl, () => fixture.localnet.network.sequence);
	try {
		const args = network(cut.url);
		assert.match((await runCommand('audit.ts', args)).err, /^HISTORY_CUT/);
		const whole = await runCommand('audit.ts', [...args, '--events', file]);
		assert.is(whole.code, 0, whole.err + whole.out);
	} finally {
		await cut.close();
	}
});

test('a registry that the auditor knows is compared, whatever the file says of it', async () => {
	const { registry } = fixture.deployment;
	const named = await runCommand('audit.ts', ['--from', file, '--registry', registry]);
	assert.is(named.code, 0, named.err);
	assert.not.match(named.out, 'the event names this registry');
	const other = await runCommand('audit.ts', ['--from', file, '--registry', event]);
	assert.match(other.err, /^EVENT_FOREIGN: the evidence is of an event at the registry C/);
});

test('what is removed, added, repeated or in another order is found and named', () => {
	type Raw = { id: string }[];
	const change = (edit: (content: { raw: Raw; moves: Raw; entries: Raw; proofs: Raw }) => void) => {
		const content = contents();
		edit(content as never);
		return failing(content);
	};
	assert.equal(failing(contents()), [], 'the control');
	assert.ok(change((c) => c.raw.splice(1, 1)).includes('log_unbroken'));
	assert.ok(change((c) => c.raw.pop()).includes('log_complete'));
	assert.ok(change((c) => c.raw.push({ ...c.raw.at(-1)! })).includes('log_unbroken'));
	assert.ok(change((c) => c.raw.reverse()).includes('log_unbroken'));
	assert.equal(
		change((c) => c.moves.pop()),
		['moves_have_transfer', 'balance_adds_up'],
	);
	assert.ok(change((c) => c.moves.push({ ...c.moves[0]! })).includes('balance_adds_up'));
	assert.ok(
		change((c) => c.proofs.splice(0, 99)).includes('places_proved') === false,
		'no proof is no fault',
	);
});

/**
 * Fields that no event's audit rests on, or that a file only states: when and by whom it was read, when entries changed, a
 * transfer's place beyond its transaction, and headers, which nodes are asked about.
 */
const stated = [
	/^source\.registryNamed$/,
	/^proofs\.\d+\.proof\.headers\.\d+$/,
	/^(readAt|closedAt|newestLedger|ledger)$/,
	/^entries\.\d+\.lastModifiedLedgerSeq$/,
	/^moves\.\d+\.(id|ledger|ledgerClosedAt|topic\.3)$/,
	/^announced\.(id|ledger|ledgerClosedAt|txHash)$/,
];

test('every other field of it that is changed is found: by a check, or as unreadable', () => {
	const whole = contents();
	const { proved } = auditOf(whole);
	// Of these two only what they run is audited.
	const { registry, usdc } = fixture.deployment;
	const others = [registry, usdc].map((of) =>
		(whole.entries as { key: string }[]).findIndex(({ key }) => key === instanceKey(of)),
	);
	const isStated = (path: string) =>
		stated.some((known) => known.test(path)) || others.some((i) => path === `entries.${i}.xdr`);
	const fields = leavesOf(whole).filter((path) => !isStated(path.join('.')));
	const unnoticed = fields.filter((path) => {
		const content = structuredClone(whole);
		changeAt(content, path);
		try {
			return failing(content).length === 0 && auditOf(content).proved.events === proved.events;
		} catch (error) {
			return !(error as PassaError).code;
		}
	});
	assert.equal(
		unnoticed.map((path) => path.join('.')),
		[],
	);
	assert.ok(fields.length > 100, `the control: ${fields.length} fields`);
});

test('what is no evidence file is refused with its place', async () => {
	const from = async (text: string) => {
		const path = join(folder, 'other.json');
		writeFileSync(path, text);
		return (await runCommand('audit.ts', ['--from', path])).err;
	};
	assert.match(await from('no JSON'), /^EVIDENCE_UNREADABLE: This is no evidence file: it is not JSON/);
	assert.match(await from('\n'), /This is no evidence file: it is empty/);
	const broken = JSON.stringify(contents()).slice(0, 500);
	assert.match(await from(broken), /This is no evidence file: it is damaged, or only a part of it was saved/);
	const { raw: _raw, ...without } = contents();
	assert.match(await from(JSON.stringify(without)), /the file\.raw is not a list/);
	assert.match(await from('[]'), /the file is not an object/);
	const { err } = await runCommand('audit.ts', ['--from', join(folder, 'nowhere.json')]);
	assert.match(err, /^EVIDENCE_UNREADABLE: cannot read .*: there is no such file$/m);
});

function leavesOf(value: unknown, path: string[] = []): string[][] {
	if (typeof value !== 'object' || value === null) return value === null ? [] : [path];
	return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function changeAt(content: File, path: string[]): void {
	const holder = path.slice(0, -1).reduce((at, key) => at[key] as File, content);
	const key = path.at(-1)!;
	const value = holder[key];
	if (typeof value === 'number') holder[key] = value + 1;
	else if (typeof value === 'boolean') holder[key] = !value;
	else holder[key] = flipped(String(value), Math.floor(String(value).length / 2));
}

/** The text with one letter or digit changed. */
function flipped(text: string, at: number): string {
	const next = text[at] === 'A' ? 'B' : text[at] === '1' ? '2' : /\d/.test(text[at]!) ? '1' : 'A';
	return text.slice(0, at) + next + text.slice(at + 1);
}

test('holds the code byte for byte', () => {
	const { code } = readingsIn(readFileSync(file, 'utf8'));
	const bytes = Buffer.from(code!, 'base64');
	assert.is(hex(new Uint8Array(bytes.subarray(0, 4))), '0061736d');
});

test.run();
