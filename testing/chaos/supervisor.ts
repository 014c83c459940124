import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from '#scripts/deploy/deployment.ts';
import { ensureDeployed } from '#scripts/deploy/ensure-deployed.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { type Cluster, ensureDatabase, startCluster } from '#scripts/postgres/cluster.ts';
import { homeOf } from '#scripts/postgres/home.ts';
import { type Database, urlsOf } from '#scripts/postgres/roles.ts';
import { ProcessGroup, refuseTakenPort } from '#scripts/process-group.ts';
import { type BaseRun, localnetService, type Run, type Service, services } from '#scripts/services.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { PassaError } from '#shared/errors.ts';
import { childrenOf, childrenOn } from '../commands/running-command.ts';

const database = 'passa';
const portFreeWithin = 5000;
const killNow = (pid: number): void => {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// It ended before.
	}
};
const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** All processes of a Passa but the web, which it kills and starts again. */
export class Supervisor {
	readonly #base: BaseRun;
	readonly #group = new ProcessGroup(() => {});
	#cluster: Cluster | null = null;
	#run: Run | null = null;

	constructor(base: BaseRun) {
		this.#base = base;
	}

	/** Starts everything on an empty folder. */
	async start(): Promise<{ chain: Chain; deployment: Deployment; database: Database }> {
		const { dataDir, passphrase } = this.#base;
		const rpcUrl = await this.#group.start(localnetService, this.#base);
		const cluster = await this.#startPostgres();
		await ensureDatabase(cluster, database);
		const chain: Chain = { rpcUrl, passphrase };
		const { deployment } = await ensureDeployed(dataDir, { chain });
		const { host, port, secret } = cluster;
		const urls: Database['urls'] = (service) => urlsOf(host, port, database, secret, service);
		const run: Run = { ...this.#base, deployment, database: { adminUrl: cluster.adminUrl(database), urls } };
		this.#run = run;
		for (const service of this.services) await this.#group.start(service, run);
		return { chain, deployment, database: run.database };
	}

	get services(): Service[] {
		return services.filter((service) => service.name !== 'web');
	}

	urlOf(name: string): string {
		const service = services.find((each) => each.name === name)!;
		return `http://${this.#base.host}:${this.#base.ports[service.port]}`;
	}

	/** What commands read of a run. */
	passaFile(): PassaFile {
		const { deployment, passphrase } = this.#run!;
		const rpc = `http://${this.#base.host}:${this.#base.ports.rpc}`;
		return {
			rpc,
			indexer: this.urlOf('indexer'),
			relayer: this.urlOf('relayer'),
			friendbot: `${rpc}/friendbot`,
			networkPassphrase: passphrase,
			contracts: { registry: deployment.registry, usdc: deployment.usdc },
			usdcAsset: deployment.usdcAsset,
			events: [],
			people: [],
		};
	}

	/** Kills a service as a crash would, and starts it again after a time. `whileAway`: what happens before that. */
	async kill(
		name: string,
		awayMilliseconds: number,
		whileAway: () => Promise<void> = async () => {},
	): Promise<void> {
		const service = services.find((each) => each.name === name)!;
		await this.#signal(service, 'SIGKILL');
		await pause(awayMilliseconds);
		await whileAway();
		await this.#startAgain(service, this.#run!);
	}

	/** Stops the RPC in order, so that the network loses no ledger, and starts it again after a time. */
	async stopRpc(awayMilliseconds: number): Promise<void> {
		await this.#signal(localnetService, 'SIGTERM');
		await pause(awayMilliseconds);
		await this.#startAgain(localnetService, this.#base);
	}

	/** `crash`: PostgreSQL ends immediately, and recovers when it starts. */
	async restartPostgres(crash: boolean): Promise<void> {
		if (crash) this.#cluster!.endNow();
		else await this.#cluster!.stop();
		await this.#startPostgres();
	}

	/** Kills PostgreSQL with all its sessions, and starts it again after a time: it recovers from its log. */
	async killPostgres(awayMilliseconds: number): Promise<void> {
		const { cluster } = homeOf(this.#base.dataDir);
		const server = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
		const sessions = childrenOf(server);
		for (const pid of [server, ...sessions]) killNow(pid);
		await pause(awayMilliseconds);
		await this.#startPostgres();
	}

	/** Starts the services that are not running, e.g. because their start met a fault. */
	async startMissing(): Promise<void> {
		for (const service of this.services) {
			if (this.#pidOf(service) === null) await this.#group.start(service, this.#run!);
		}
	}

	async stop(): Promise<void> {
		await this.#group.stop();
		await this.#cluster?.stop();
	}

	async #startPostgres(): Promise<Cluster> {
		const { dataDir, ports } = this.#base;
		// After a crash the old server's port and lock file remain for a moment.
		for (let tries = 1; ; tries++) {
			try {
				this.#cluster = await startCluster(dataDir, ports.postgres);
				return this.#cluster;
			} catch (error) {
				if (tries === 20) throw error;
				await pause(500);
			}
		}
	}

	/** A start that meets another fault is not ready in time, or ends: `startMissing` looks again. */
	async #startAgain<Needs extends BaseRun>(service: Service<Needs>, run: Needs): Promise<void> {
		// A dead process is gone a moment before its port is free.
		await refuseTakenPort(run.ports[service.port], service.name, run.host, portFreeWithin);
		await this.#group.start(service, run).catch((error: PassaError) => {
			if (!['SERVICE_NOT_READY', 'SERVICE_ENDED'].includes(error.code)) throw error;
		});
	}

	async #signal(service: Service<never>, signal: NodeJS.Signals): Promise<void> {
		const pid = this.#pidOf(service);
		if (pid === null) return;
		process.kill(pid, signal);
		while (this.#pidOf(service) === pid) await pause(20);
	}

	#pidOf({ main }: Pick<Service, 'main'>): number | null {
		return childrenOn(this.#base.dataDir).find(({ command }) => command.includes(main))?.pid ?? null;
	}
}
