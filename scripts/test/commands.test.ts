import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { passaName } from '#shared/contract/raw-event.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { type PassaFolder, passaFolder } from '#testing/fixtures/passa-folder.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';

const test = suite('npm run buy and npm run audit');
let fixture: ChainFixture;
let folder: PassaFolder;
let data: string;
let event: string;

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
	folder = passaFolder(fixture, event);
	data = folder.data;
});
test.after(async () => {
	await fixture.close();
	folder.remove();
});

const buy = (args: string[], env: Record<string, string> = {}) =>
	runCommand('buy.ts', ['--data', data, ...args], { PASSA_WALLET_SECRET: undefined, ...env });
const audit = (args: string[]) => runCommand('audit.ts', ['--data', data, '--event', '1', ...args]);

test('a fresh wallet buys, and the audit knows every stroop of it', async () => {
	const bought = await buy(['--event', '1', '--tier', '0', '--qty', '3', '--json']);
	assert.is(bought.code, 0, bought.err);
	const order = JSON.parse(bought.out);
	const keys = ['orderId', 'orders', 'event', 'tickets', 'total', 'splits', 'txHash', 'ledger'];
	assert.equal(Object.keys(order), keys);
	assert.equal(order.orders, [order.orderId]);
	assert.is(order.event, event);
	assert.is(order.total, '300000000');
	assert.is(order.tickets.length, 3);
	assert.is(BigInt(order.tickets[2]), (BigInt(order.orderId) << 5n) | 2n);
	assert.match(order.txHash, /^[0-9a-f]{64}$/);
	const { payees } = fixture.terms();
	assert.equal(
		order.splits,
		['180000000', '105000000', '15000000'].map((amount, i) => ({
			payee: payees[i]!.address,
			role: ['organizer', 'artist', 'platform'][i],
			amount,
		})),
	);
	const audited = await audit(['--json']);
	assert.is(audited.code, 0, audited.err);
	const result = JSON.parse(audited.out);
	assert.is(result.green, true);
	assert.is(result.event, event);
	assert.is(result.gross, order.total);
	assert.equal(
		result.payees.map((p: { due: string }) => p.due),
		order.splits.map((s: { amount: string }) => s.amount),
	);
});

test('a wallet of one own buys by the event’s address, for people to read', async () => {
	const fan = await fixture.fan();
	const { code, out } = await buy(['--event', event], { PASSA_WALLET_SECRET: fan.secret() });
	assert.is(code, 0);
	assert.match(out, /Order \d+: 1 ticket\(s\), USDC 10\.00/);
	assert.match(out, /organizer +USDC +6\.00/);
	const poor = await buy(['--event', event, '--json'], { PASSA_WALLET_SECRET: Keypair.random().secret() });
	assert.is(poor.code, 1);
	assert.match(poor.err, 'ACCOUNT_UNKNOWN');
});

test('several tiers are one purchase: each has its order, in one transaction, and the audit is green', async () => {
	const tiers = [fixture.tier(), fixture.tier()];
	const two = await fixture.publish(fixture.terms({ tiers }));
	const { code, out, err } = await buy(['--event', two, '--also', '1:2', '--json']);
	assert.is(code, 0, err);
	const { orders, tickets, total } = JSON.parse(out);
	assert.equal([orders.length, tickets.length, total], [2, 3, '300000000']);
	assert.is((await runCommand('audit.ts', ['--data', data, '--event', two])).code, 0);
	const refused = await buy(['--event', two, '--also', '1:2:3']);
	assert.match(refused.err, 'FLAGS_INVALID');
});

test('an impossible purchase is refused with its code', async () => {
	const refused = async (...args: string[]) => (await buy(args)).err.split(':')[0];
	const codes = await Promise.all([
		refused('--event', '1', '--method', 'mpesa', '--phone', '254700000000'),
		refused('--event', '1', '--method', 'cash'),
		refused('--event', '99'),
		refused('--event', '1', '--qty', '11'),
		refused('--event', '1', '--tier', '5'),
		refused('--event', '1', '--qty', '0'),
		refused('--tier', '0'),
	]);
	assert.equal(codes, [
		'METHOD_UNAVAILABLE',
		'METHOD_UNKNOWN',
		'EVENT_NOT_FOUND',
		'OVER_ORDER_LIMIT',
		'TIER_UNKNOWN',
		'FLAGS_INVALID',
		'FLAGS_INVALID',
	]);
});

test('what a person can mend is one sentence: a key mistyped, a flag without its value, a file in no folder', async () => {
	const typo = `S${'A'.repeat(55)}`;
	const cases = [
		[buy(['--event', '1'], { PASSA_WALLET_SECRET: typo }), /^ENV_INVALID: .*PASSA_WALLET_SECRET must be /],
		[
			buy(['--event', '-1']),
			/^FLAGS_INVALID: Option '--event' argument is ambiguous\. Known: --event --tier/,
		],
		[audit(['--json', '--csv']), /^FLAGS_INVALID: --json and --csv are two forms: choose one$/],
		[
			audit(['--save', join(data, 'nowhere', 'kept.json')]),
			/^FILE_UNWRITABLE: cannot save evidence in .*kept\.json: there is no such folder$/,
		],
		[audit(['--save', data]), /^FILE_UNWRITABLE: .*: it is a folder$/],
	] as const;
	for (const [run, expected] of cases) {
		const { code, err, out } = await run;
		assert.equal([code, out], [1, '']);
		assert.match(err.trimEnd(), expected);
		assert.is(err.trimEnd().split('\n').length, 1, err);
		assert.not.match(err, typo);
	}
});

test('the audit prints a table and CSV', async () => {
	const table = await audit([]);
	assert.is(table.code, 0);
	assert.match(table.out, /^A night out: 4 tickets, sold for USDC 40\.00, up to ledger \d+\n/);
	assert.match(table.out, /artist +35 % +14\.00 +0\.00 +14\.00/);
	assert.match(table.out, /GREEN: every split is as the contract promised\.\n$/);
	const csv = (await audit(['--csv'])).out.split('\n');
	assert.is(csv[0], 'role,payee,bps,entitled_stroops,paid_stroops,due_stroops');
	assert.is(csv[1], `organizer,${fixture.organizer.publicKey()},6000,240000000,0,240000000`);
	assert.ok(csv.includes('"log_complete","true","3","3"'));
});

test('an RPC that lies ends the audit with another exit code, and says where', async () => {
	const proxy = await lyingProxy(fixture.chain.rpcUrl, (method, _, answer) => {
		if (method !== 'getEvents' || !answer.result) return;
		const events = answer.result.events as RawEvent[];
		answer.result.events = events.filter((e) => passaName(e) !== 'sold');
	});
	try {
		const lied = await audit(['--rpc', proxy.url]);
		assert.is(lied.code, 2);
		assert.match(
			lied.out,
			'DIFFERS  it is not so that the log has as many entries as the contract counts: expected 3, found 1',
		);
		assert.match(lied.out, 'NOT GREEN');
		assert.is((await audit(['--rpc', proxy.url, '--json'])).code, 2);
	} finally {
		await proxy.close();
	}
});

test('kept events stand in for an RPC whose history is cut', async () => {
	const kept = join(data, 'kept.json');
	assert.is((await audit(['--save', kept])).code, 0);
	const proxy = await lyingProxy(fixture.chain.rpcUrl, (method, _, answer) => {
		if (method === 'getHealth') answer.result!.oldestLedger = 1_000_000;
		if (method !== 'getEvents') return;
		delete answer.result;
		answer.error = {
			code: -32600,
			message: 'startLedger must be within the ledger range: 1000000 - 1000001',
		};
	});
	try {
		const cut = await audit(['--rpc', proxy.url]);
		assert.is(cut.code, 1);
		assert.match(cut.err, /^HISTORY_CUT: .* from ledger 1000000 on; .*--events/);
		fixture.localnet.network.close();
		const whole = await audit(['--rpc', proxy.url, '--events', kept, '--anchor', fixture.chain.rpcUrl]);
		assert.is(whole.code, 0, whole.err + whole.out);
		assert.match(whole.out, 'anchored: two sources');
		const file: { raw: RawEvent[] } = JSON.parse(readFileSync(kept, 'utf8'));
		writeFileSync(kept, JSON.stringify({ ...file, raw: file.raw.filter((e) => passaName(e) !== 'sold') }));
		assert.is((await audit(['--rpc', proxy.url, '--events', kept])).code, 2);
		writeFileSync(kept, '{"events": 1}');
		assert.match((await audit(['--rpc', proxy.url, '--events', kept])).err, 'EVENTS_UNREADABLE');
	} finally {
		await proxy.close();
	}
});

test('nothing to audit is one clear sentence', async () => {
	const nowhere = await runCommand('audit.ts', ['--event', '1', '--data', join(data, 'nowhere')]);
	assert.is(nowhere.code, 1);
	assert.match(nowhere.err, 'NOT_DEPLOYED');
	const silent = await audit(['--rpc', 'http://127.0.0.1:1']);
	assert.is(silent.code, 1);
	assert.match(silent.err, 'RPC_UNREACHABLE');
});

test.run();
