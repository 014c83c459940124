import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { announce, type Fixture, openFixture } from '#relayer/test/fixture.ts';
import { type Running, startRunning } from '#relayer/test/running-relayer.ts';
import { kenyanMobile } from '#shared/phone.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { type PassaFolder, passaFolder } from '#testing/fixtures/passa-folder.ts';
import { randomPhone } from '../buy/random-phone.ts';
import { type PassaFile, writePassaFile } from '../passa-file.ts';

const test = suite('npm run buy -- --method mpesa');
let fixture: Fixture;
let running: Running;
let folder: PassaFolder;
let data: string;
let event: string;
let passa: PassaFile;

test.before(async () => {
	fixture = await openFixture();
	running = await startRunning(fixture);
	event = await announce(fixture);
	const { url } = running.simulator;
	folder = passaFolder(fixture.chainFixture, event, {
		relayer: running.relayer.url,
		simulators: { mpesa: { url, control: `${url}/control` } },
	});
	({ data, passa } = folder);
});
test.after(async () => {
	await running.stop();
	await fixture.close();
	folder.remove();
});

const buy = (...args: string[]) =>
	runCommand('buy.ts', ['--data', data, '--method', 'mpesa', '--event', '1', ...args]);

test('any phone pays on localnet, and prints tickets and splits as for a wallet', async () => {
	const { code, out, err } = await buy('--qty', '2', '--json');
	assert.is(code, 0, err);
	const printed = JSON.parse(out);
	assert.equal(Object.keys(printed), [
		'orderId',
		'orders',
		'event',
		'reference',
		'tickets',
		'total',
		'splits',
		'txHash',
		'ledger',
	]);
	assert.is(printed.total, '200000000');
	assert.is(BigInt(printed.orderId) >> 58n, 1n, 'an order of a batch');
	assert.equal(
		printed.tickets,
		[0n, 1n].map((i) => String((BigInt(printed.orderId) << 5n) | i)),
	);
	assert.equal(
		printed.splits.map((s: { role: string; amount: string }) => [s.role, s.amount]),
		[
			['organizer', '120000000'],
			['artist', '70000000'],
			['platform', '10000000'],
		],
	);
	assert.is(printed.event, event);
	assert.match(err, /check the phone 2547•••••\d{3}\n/);
	assert.not.match(err, /2547\d/);
	const [row] = await fixture.rows(
		'SELECT chain_order::text AS id, tx_hash FROM relay.orders WHERE reference = $1',
		[printed.reference],
	);
	assert.equal([row.id, row.tx_hash], [printed.orderId, printed.txHash]);
	const audited = await runCommand('audit.ts', ['--data', data, '--event', '1', '--json']);
	assert.is(audited.code, 0, audited.err);
	assert.is(JSON.parse(audited.out).gross, printed.total);
});

test('each purchase has a phone of its own where nobody says whose: a phone gets few prompts in a while', async () => {
	const phones = async () =>
		(await fixture.rows('SELECT count(DISTINCT phone_key)::int AS n FROM relay.pushes'))[0].n as number;
	const before = await phones();
	for (let i = 0; i < 6; i++) {
		const { code, out, err } = await buy();
		assert.is(code, 0, `purchase ${i + 1}: ${err}`);
		const named = /^order (\w{10}):/.exec(err)?.[1];
		assert.ok(out.startsWith(`Order ${named} (on chain `), 'the name that npm run ticket takes');
	}
	assert.is(await phones(), before + 6);
	let refused = '';
	for (let i = 0; i < 6 && !refused; i++) {
		const { code, err } = await buy('--phone', '254711000001');
		if (code !== 0) refused = err;
	}
	assert.match(refused, /^TOO_MANY_TRIES/, 'the negative control: one phone is not asked so often');
});

test('a phone that nobody named is a Kenyan one that pays', () => {
	for (let i = 0; i < 1000; i++) assert.match(kenyanMobile(randomPhone()), /^2547\d{8}$/);
	const drawn = [99_000_002, 99_000_024, 7];
	assert.is(
		randomPhone(() => drawn.shift()!),
		'254700000007',
	);
});

test('without the simulator somebody has to pay: --phone is asked for', async () => {
	const { simulators, ...real } = passa;
	assert.ok(simulators);
	writePassaFile(data, real);
	try {
		const { code, err } = await buy();
		assert.is(code, 1);
		assert.match(err, /^FLAGS_INVALID: --phone must be the Kenyan number that pays, e\.g\. 254712345678\n$/);
	} finally {
		writePassaFile(data, passa);
	}
});

test('what came to nothing, or cannot be, ends with its code and another exit code', async () => {
	const [cancelled, foreign, unknown, many] = await Promise.all([
		buy('--phone', '254799000002'),
		buy('--phone', '+44 7911 123456'),
		buy('--tier', '9'),
		buy('--qty', '11'),
	]);
	assert.equal(
		[cancelled, foreign, unknown, many].map(({ code, err }) => [
			code,
			err.trim().split('\n').at(-1)!.split(':')[0],
		]),
		[
			[1, 'MPESA_1032'],
			[1, 'PHONE_NOT_KENYAN'],
			[1, 'TIER_UNKNOWN'],
			[1, 'OVER_ORDER_LIMIT'],
		],
	);
});

test.run();
