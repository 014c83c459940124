import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processFlags } from '#scripts/process-flags.ts';
import { root } from '#scripts/wasm/artifacts.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { freePort } from '#testing/fixtures/free-port.ts';
import { seconds } from './figure.ts';

export type LocalnetProcess = {
	chain: { rpcUrl: string; passphrase: string };
	readySeconds: number;
	/** Resident memory in MB. */
	memory(): number;
	stop(): Promise<void>;
};

/** A localnet as `npm start` runs it: a process of its own, its ledger on disk, a ledger each second. */
export async function startLocalnetProcess(): Promise<LocalnetProcess> {
	const dataDir = mkdtempSync(join(tmpdir(), 'passa-bench-'));
	const port = await freePort();
	const rpcUrl = `http://127.0.0.1:${port}`;
	const begun = performance.now();
	const child = spawn(process.execPath, ['--no-warnings', ...processFlags, join(root, 'localnet/main.ts')], {
		cwd: root,
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { ...process.env, PASSA_DATA: dataDir, PORT: String(port), HOST: '127.0.0.1', CLOSE_SECONDS: '1' },
	});
	process.once('exit', () => child.kill('SIGKILL'));
	while (!(await fetch(`${rpcUrl}/readyz`).catch(() => null))?.ok)
		await new Promise((done) => setTimeout(done, 5));
	return {
		chain: { rpcUrl, passphrase: localnetPassphrase },
		readySeconds: seconds(begun),
		memory() {
			const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
			return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1024;
		},
		async stop() {
			const ended = new Promise((done) => child.once('exit', done));
			child.kill('SIGTERM');
			await ended;
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
}
