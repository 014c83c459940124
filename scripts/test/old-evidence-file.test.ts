import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { evidenceText, type Readings } from '#shared/chain/audit/readings.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { cutHistory } from '#testing/proxies/cut-history.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';

/** A file whose newest events were taken away is in itself as good as one that was saved before they happened. */
const test = suite('an evidence file beside a node');
let fixture: ChainFixture;
let folder: string;
/** Of one event: after its first sale, after its second, and after a ticket moved. */
let early: Evidence;
let sold: Evidence;
let late: Evidence;

test.before(async () => {
	fixture = await ChainFixture.start();
	folder = mkdtempSync(join(tmpdir(), 'passa-old-'));
	const event = await fixture.publish();
	const fan = await fixture.fan();
	const read = () => {
		fixture.localnet.network.close();
		return collectEvidence(fixture.chain, event);
	};
	await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	early = await read();
	await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	sold = await read();
	const to = (await fixture.fan()).publicKey();
	const [order] = sold.orders.keys();
	const move = { from: fan.publicKey(), to, token_id: ticketId(order!, 0) };
	await fixture.call(fan, event, 'transfer', move);
	late = await read();
});
test.after(async () => {
	await fixture.close();
	rmSync(folder, { recursive: true, force: true });
});

type Ended = { code: number; out: string; failing: string[]; current: boolean | null; found: string };

async function check(readings: Readings, ...args: string[]): Promise<Ended> {
	const file = join(folder, 'file.json');
	writeFileSync(file, evidenceText(readings));
	const table = await runCommand('audit.ts', ['--from', file, ...args]);
	const { code, out, err } = await runCommand('audit.ts', ['--from', file, '--json', ...args]);
	if (code === 1) throw new Error(err);
	const { checks, current } = JSON.parse(out) as {
		checks: { name: string; ok: boolean; found: string }[];
		current: boolean | null;
	};
	const wrong = checks.filter(({ ok }) => !ok);
	const failing = wrong.map(({ name }) => name);
	return { code, out: table.out, failing, current, found: wrong.map((c) => c.found).join() };
}
const atNode = (readings: Readings, url = fixture.chain.rpcUrl) => check(readings, '--rpc', url);

/** The earlier file that says it was read when the later one was. */
const asOf = (file: Readings, { ledger, newestLedger, closedAt, readAt }: Readings): Readings => ({
	...file,
	...{ ledger, newestLedger, closedAt, readAt },
});

test('is current where nothing happened since', async () => {
	const { code, out, failing, current } = await atNode(late);
	assert.equal([code, failing, current], [0, [], true]);
	assert.match(out, /the node has nothing later of this event, up to ledger \d+/);
	assert.match(out, /\nGREEN: every split is as the contract promised\. It is UNANCHORED\.\n$/);
});

test('says itself that a node can say what happened since, also in its last line', async () => {
	const { code, out, current } = await check(early);
	const end = `GREEN UP TO LEDGER ${early.ledger}: every split was as the contract promised. It is UNANCHORED. Its age was NOT ASKED: no node said whether the event has changed since.`;
	assert.is(out.trimEnd().split('\n').at(-1), end);
	assert.equal([code, current], [0, null]);
	assert.match(out, /is not in it \(--rpc <rpc> asks a node whether anything has\)/);
});

test('is old where something did, in a line, in its end and in the exit code', async () => {
	const { code, out, failing, current } = await atNode(early);
	assert.equal([code, failing, current], [3, [], false]);
	const [inFile, now] = [early, late].map((each) => each.state.counters.n);
	assert.match(out, `its log has ${now} entries now, ${inFile} in the file; later events: `);
	assert.match(out, new RegExp(`GREEN UP TO LEDGER ${early.ledger}: .* The file is OLD`));
	assert.not.match(out, 'GREEN: every split');
});

test('is old, too, where only a ticket moved, of which no log tells', async () => {
	const { code, failing, current } = await atNode(sold);
	assert.equal([code, failing, current], [3, [], false]);
});

test('is forged where its newest events were taken away, and it says that it is of a later ledger', async () => {
	for (const cut of [early, sold]) {
		const { code, failing, found } = await atNode(asOf(cut, late));
		assert.equal([code, failing], [2, ['file_complete']]);
		assert.match(found, /event \d{19}-\d{10} is not in the file/);
	}
});

test('is forged where the entries are older than the events, or an event is named that the node does not have', async () => {
	const stated = new Map(sold.entries.map((each) => [each.key, each]));
	const entries = late.entries.flatMap(({ key }) => stated.get(key) ?? []);
	const raw = late.raw.slice(0, -1);
	assert.equal((await atNode({ ...late, raw, entries })).failing, ['file_complete']);
	const [newest] = late.raw.slice(-1);
	const twice = { ...newest!, id: `${newest!.id.slice(0, -1)}9` };
	const { failing, found } = await atNode({ ...late, raw: [...late.raw, twice] });
	assert.ok(failing.includes('file_complete'));
	assert.match(found, `event ${twice.id} is not at the node`);
});

test('is of a ledger that the node has not reached: it cannot be compared, so it is not green', async () => {
	const ahead = late.ledger + 100_000;
	const { code, found } = await atNode({ ...late, ledger: ahead, newestLedger: ahead });
	assert.is(code, 2);
	assert.match(found, /the node is at ledger \d+, the file at \d+/);
});

test('is known as old or forged by the entries alone where the node has dropped the events', async () => {
	const cut = await cutHistory(fixture.chain.rpcUrl, () => fixture.localnet.network.sequence);
	try {
		const old = await atNode(early, cut.url);
		assert.equal([old.code, old.current], [3, false]);
		assert.match(old.out, 'the node gives events from ledger ');
		const forged = await atNode(asOf(early, late), cut.url);
		assert.equal([forged.code, forged.failing], [2, ['file_complete']]);
		assert.match(forged.found, 'the entry counters is of ledger');
		assert.is((await atNode(late, cut.url)).code, 0, 'the control');
	} finally {
		await cut.close();
	}
});

test('is no difference at a node that has dropped its ledger: the node does not confirm it, and it says so', async () => {
	fixture.localnet.network.close();
	const { sequence } = fixture.localnet.network;
	const ask = async (oldest: number, ...args: string[]) => {
		const pruned = await lyingProxy(fixture.chain.rpcUrl, (method, params, answer) => {
			if (answer.result && method === 'getHealth') answer.result.oldestLedger = oldest;
			if (method !== 'getLedgers') return;
			delete answer.result;
			answer.error = { code: -32600, message: `startLedger ${params.startLedger} is not here` };
		});
		try {
			const { code, out, failing } = await check(late, '--rpc', ...args, pruned.url);
			return { code, out, failing };
		} finally {
			await pruned.close();
		}
	};
	const { code, out, failing } = await ask(sequence);
	assert.equal([code, failing], [0, []]);
	assert.match(
		out,
		'UNANCHORED: the file says all this, and the nodes that were asked no longer have its ledger',
	);
	assert.match(out, /the node no longer has the ledger of the newest event: it cannot say whether/);
	assert.match(out, /It is UNANCHORED\.\n$/);
	const second = await ask(sequence, fixture.chain.rpcUrl, '--anchor');
	assert.equal([second.code, second.failing], [0, []]);
	assert.match(second.out, /UNANCHORED: one source names the ledger/);
	assert.match(second.out, /the second node no longer has the ledger of the newest event/);
	const hiding = await ask(1);
	assert.equal(
		[hiding.code, hiding.failing],
		[2, ['ledger_kept']],
		'the control: a node that should have it',
	);
});

test('is old by the second node where the first one hides what happened', async () => {
	const stated = new Map(early.entries.map((each) => [each.key, each]));
	const hiding = await lyingProxy(fixture.chain.rpcUrl, (method, _, { result }) => {
		if (!result) return;
		const of = <T>(name: string) => (result[name] ?? []) as T[];
		if (method === 'getEvents')
			result.events = of<{ ledger: number }>('events').filter(({ ledger }) => ledger <= early.ledger);
		if (method === 'getLedgerEntries')
			result.entries = of<{ key: string }>('entries').flatMap(({ key }) => stated.get(key) ?? []);
	});
	try {
		assert.is((await atNode(early, hiding.url)).code, 0, 'the control: one node is believed');
		const both = await check(early, '--rpc', hiding.url, '--anchor', fixture.chain.rpcUrl);
		assert.equal([both.code, both.current], [3, false]);
		assert.match(both.out, 'OLD: by the second node');
	} finally {
		await hiding.close();
	}
});

test.run();
