import type { Deployment } from './deploy/deployment.ts';

/** What a service needs to know of the run it belongs to. */
export type Run = {
	dataDir: string;
	host: string;
	ports: Ports;
	closeSeconds: number;
	passphrase: string;
	deployment: Deployment | null;
};

export type Ports = Record<'web' | 'indexer' | 'relayer' | 'platform' | 'rpc' | 'mpesa' | 'postgres', number>;

/** `--port n` is web's; the rest follow. */
export const portsFrom = (web: number): Ports => ({
	web,
	indexer: web + 1,
	relayer: web + 2,
	platform: web + 3,
	rpc: web + 4,
	mpesa: web + 5,
	postgres: web + 6,
});

export type Service = {
	name: string;
	main: string;
	port: keyof Ports;
	env: (run: Run) => Record<string, string>;
};

export const localnetService: Service = {
	name: 'localnet',
	main: 'localnet/main.ts',
	port: 'rpc',
	env: (run) => ({ PASSA_DATA: run.dataDir, CLOSE_SECONDS: String(run.closeSeconds) }),
};
