import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from '#scripts/deploy/deployment.ts';
import { processFlags } from '#scripts/process-flags.ts';
import { root } from '#scripts/wasm/artifacts.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { freePort } from '#testing/fixtures/free-port.ts';
import type { TestPostgres } from '../postgres/test-postgres.ts';

export type IndexerProcess = {
	url: string;
	/** Resident memory in MB. */
	memory(): number;
	/** SIGKILL, and the same process again on the same port. */
	restart(): Promise<void>;
	stop(): Promise<void>;
};

/** An indexer as `npm start` runs it: a process of its own, with an empty database, that is ready. */
export async function startIndexerProcess(
	cluster: TestPostgres,
	chain: Chain,
	{ registry, sinceLedger }: Deployment,
): Promise<IndexerProcess> {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const env = {
		...process.env,
		DATABASE_URL: (await cluster.database()).urls('indexer').run,
		STELLAR_RPC_URL: chain.rpcUrl,
		STELLAR_NETWORK_PASSPHRASE: chain.passphrase,
		PASSA_REGISTRY: registry,
		PASSA_SINCE_LEDGER: String(sinceLedger),
		METADATA_BASE: 'file:///nowhere/',
		TRUSTED_PROXIES: '',
		PORT: String(port),
	};
	let child: ChildProcess;
	const start = () => {
		child = spawn(process.execPath, ['--no-warnings', ...processFlags, join(root, 'indexer/main.ts')], {
			cwd: root,
			stdio: ['ignore', 'ignore', 'inherit'],
			env,
		});
	};
	const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
		const ended = once(child, 'exit');
		child.kill(signal);
		await ended;
	};
	process.once('exit', () => child.kill('SIGKILL'));
	start();
	while (!(await fetch(`${url}/readyz`).catch(() => null))?.ok)
		await new Promise((done) => setTimeout(done, 20));
	return {
		url,
		memory: () => {
			const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
			return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1024;
		},
		async restart() {
			await end('SIGKILL');
			start();
		},
		stop: () => end('SIGTERM'),
	};
}
