import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startSimulator } from './start-simulator.ts';
import { logins, openSimulatorFixture } from './test/fixture.ts';

const test = suite('M-Pesa simulator, restarted');

test('a restart forgets nothing: who paid, whose phone rings, which callback is due, the certificate', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'passa-mpesa-'));
	const file = join(folder, 'state.json');
	const w = await openSimulatorFixture(file);
	await w.push('pay');
	await w.pass(2_000);
	await w.push('late');
	await w.pass(2_000);
	await w.push('pay', 100n);
	const before = JSON.stringify(w.simulator.ledger);
	const { certificatePem } = w.simulator;
	await w.restart();
	assert.is(w.simulator.certificatePem, certificatePem);
	assert.is(JSON.stringify(w.simulator.ledger), before);
	assert.is(w.stk().length, 1);
	await w.pass(2_000);
	assert.is(w.simulator.ledger.payments.length, 3);
	await w.pass(90_000);
	assert.equal(
		w.stk().map((each) => each.amount),
		[250_000n, 100n, 250_000n],
	);
	await w.close();
	rmSync(folder, { recursive: true });
});

test('a torn file stops the start with one sentence', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'passa-mpesa-'));
	writeFileSync(join(folder, 'state.json'), '{"ledger":');
	const started = startSimulator({ host: '127.0.0.1', port: 0, logins, file: join(folder, 'state.json') });
	assert.is(await started.catch((error) => error.code), 'DATA_DAMAGED');
	rmSync(folder, { recursive: true });
});

test.run();
