import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Running, startRunning } from '#relayer/test/running.ts';
import { announce, openStage, type Stage } from '#relayer/test/stage.ts';
import { writeDeployment } from '../deploy/deployment.ts';
import { writePassaFile } from '../passa-file.ts';
import { runCommand } from './command.ts';

const test = suite('npm run buy -- --method mpesa');
let stage: Stage;
let running: Running;
let data: string;
let event: string;

test.before(async () => {
	stage = await openStage();
	running = await startRunning(stage);
	event = await announce(stage);
	data = mkdtempSync(join(tmpdir(), 'passa-mpesa-'));
	const { world } = stage;
	const { registry, usdc, usdcAsset } = world.deployment;
	writeDeployment(data, world.deployment);
	writePassaFile(data, {
		relayer: running.relayer.url,
		rpc: world.chain.rpcUrl,
		friendbot: `${world.chain.rpcUrl}/friendbot`,
		networkPassphrase: world.chain.passphrase,
		contracts: { registry, usdc },
		usdcAsset,
		events: [{ no: 1, address: event, name: 'A night out' }],
		people: [],
	});
});
test.after(async () => {
	await running.stop();
	await stage.close();
	rmSync(data, { recursive: true, force: true });
});

const buy = (...args: string[]) =>
	runCommand('buy.ts', ['--data', data, '--method', 'mpesa', '--event', '1', ...args]);

test('any phone pays on localnet, and the tickets and splits are told as for a wallet', async () => {
	const { code, out, err } = await buy('--qty', '2', '--json');
	assert.is(code, 0, err);
	const told = JSON.parse(out);
	assert.equal(Object.keys(told), ['orderId', 'reference', 'tickets', 'total', 'splits', 'txHash', 'ledger']);
	assert.is(told.total, '200000000');
	assert.is(BigInt(told.orderId) >> 58n, 1n, 'an order of a batch');
	assert.equal(
		told.tickets,
		[0n, 1n].map((i) => String((BigInt(told.orderId) << 5n) | i)),
	);
	assert.equal(
		told.splits.map((s: { role: string; amount: string }) => [s.role, s.amount]),
		[
			['organizer', '120000000'],
			['artist', '70000000'],
			['platform', '10000000'],
		],
	);
	assert.match(err, /check the phone 2547•••••678/);
	assert.not.match(err, '254712345678');
	const [row] = await stage.rows(
		'SELECT chain_order::text AS id, tx_hash FROM relay.orders WHERE reference = $1',
		[told.reference],
	);
	assert.equal([row.id, row.tx_hash], [told.orderId, told.txHash]);
	const audited = await runCommand('audit.ts', ['--data', data, '--event', '1', '--json']);
	assert.is(audited.code, 0, audited.err);
	assert.is(JSON.parse(audited.out).gross, told.total);
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
