import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { portsFrom } from '#scripts/services.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { runRefunds } from './refunds-run.ts';
import { Supervisor } from './supervisor.ts';

const test = suite('real processes are killed while a cancelled event gives its money back');
const lastPort = 29_000;

test('each buyer by either rail has exactly what is owed, and the books balance', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'passa-refunds-'));
	// Below the ports that a system gives to clients by itself.
	const port = 24_000 + 10 * Math.floor(Math.random() * ((lastPort - 24_000) / 10));
	const ports = portsFrom(port);
	const base = { dataDir, host: '127.0.0.1', ports, closeSeconds: 1, passphrase: localnetPassphrase };
	const supervisor = new Supervisor(base);
	const lines: string[] = [];
	const seed = Math.floor(Math.random() * 1_000_000);
	try {
		const run = { orders: 10, wallets: 4, kills: 4, seed, isQuick: true, dataDir };
		const { findings } = await runRefunds(supervisor, { ...run, say: (line) => lines.push(line) });
		assert.equal(findings, [], `seed ${seed}: ${lines.join('\n')}`);
	} finally {
		await supervisor.stop();
		rmSync(dataDir, { recursive: true, force: true });
	}
});

test.run();
