import { xdr } from '@stellar/stellar-sdk';
import type { Logger } from 'pino';
import { httpArchive } from '#shared/chain/archive/archive.ts';
import { checkContracts } from '#shared/chain/state/check-contracts.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import { type Clock, steadyClock, systemClock } from '#shared/clock.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import type { Networks as Proxies } from '#shared/service/address.ts';
import { callerOf } from '#shared/service/caller-address.server.ts';
import { countedAddress } from '#shared/service/counted-address.ts';
import { usualStaleSeconds } from '#shared/service/health.server.ts';
import { listenHttp } from '#shared/service/http.server.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { remember } from '#shared/service/remember.ts';
import { repeat } from '#shared/service/repeat.ts';
import { refuseOtherNetwork, watchNetwork } from '#shared/service/rpc.server.ts';
import { beginStartup } from '#shared/service/startup.server.ts';
import type { VerifySession } from '#shared/session.server.ts';
import { type Api, createApp } from './api/app.ts';
import { indexerMetrics } from './api/metrics.ts';
import { progressOf } from './api/progress-of.ts';
import { readFaults, readinessOf, reindexCommand } from './api/status.ts';
import { evidenceFiles } from './evidence/evidence-files.ts';
import { auditLedgers } from './ingest/audit-ledgers.ts';
import { auditModels, type Compared } from './ingest/audit-models.ts';
import { auditSources } from './ingest/audit-sources.ts';
import { auditState } from './ingest/audit-state.ts';
import { auditTickets } from './ingest/audit-tickets.ts';
import { fetchDocuments } from './ingest/fetch-documents.ts';
import { follow } from './ingest/follow.ts';
import { keepMovements } from './ingest/keep-movements.ts';
import { rpcSource, type Source } from './ingest/rpc-source.ts';
import { runAsLeader } from './ingest/run-as-leader.ts';
import { authoriserOf } from './live/authorise.ts';
import type { Connection } from './live/connection.ts';
import { messagesOfDocument, messagesOfLedger } from './live/deltas.ts';
import { Hub } from './live/hub.ts';
import { Networks } from './live/networks.ts';
import { auditAges, dropAudits } from './models/audits.ts';
import { openCheckpoint, readCheckpoint } from './models/checkpoint.ts';
import { trimOutbox } from './models/outbox.ts';
import type { Database } from './models/schema.ts';
import { snapshotReadOf } from './models/snapshot-read.ts';
import { reducersHash } from './reindex/reducers-hash.ts';

export type IndexerOptions = {
	databaseUrl: string;
	/** One URL, or several with commas between them. */
	rpcUrl: string;
	network: string;
	registry: string;
	/** The ledger before the registry's; 0 begins with the oldest that the source has. */
	sinceLedger: number;
	/** Where the platform keeps the money of payees who are paid later; null: nobody is. */
	payouts?: string | null;
	metadataBase: URL;
	/** History archives of the network, which stored ledgers are compared with; none unless given. */
	archiveUrls?: string[];
	host: string;
	port: number;
	pollMilliseconds: number;
	/** Our own proxies, whose X-Forwarded-For counts. */
	proxies: Proxies;
	/** Checks session tokens; unset: only public channels are open. */
	verify?: VerifySession | null;
	log: Logger;
	/** The age in seconds above which the newest ledger makes this node unready; 60 unless given. */
	staleSeconds?: number;
	/** The hash of this process's reducers; that of its sources unless given. */
	reducers?: string;
	/** For tests. */
	versions?: EventVersions;
	clock?: Clock;
	source?: Source;
};

export type Indexer = {
	url: string;
	api: Api;
	db: Database;
	hub: Hub;
	/**
	 * Resolves when the indexer reads the chain. Rejects with DATABASE_OF_ANOTHER_CHAIN, RPC_WRONG_NETWORK,
	 * REGISTRY_MISSING, or PostgreSQL's error for a wrong login.
	 */
	started: Promise<void>;
	stop(): Promise<void>;
};

const rpcTimeout = 10_000;
const eventsAPage = 1000;
const auditMilliseconds = 5000;
const documentsMilliseconds = 1000;
const movementsMilliseconds = 10_000;
const outboxMilliseconds = 60_000;
const outboxKept = 6 * 3_600_000;
const registryMilliseconds = 30_000;
/** The most that a listener's message may have. */
const webSocketBytes = 4096;
const fatal = ['DATABASE_OF_ANOTHER_CHAIN', 'RPC_WRONG_NETWORK', 'REGISTRY_MISSING'];

/** The first topic of all our events. */
export const passaTopic = xdr.ScVal.scvSymbol('passa').toXdr('base64');

/**
 * Serves immediately, and begins to read as soon as database and source answer. `stop` ends the parts in reverse order. The
 * schema must exist already. Rejects if the port is in use.
 */
export async function startIndexer(options: IndexerOptions): Promise<Indexer> {
	const { log, clock = systemClock, staleSeconds = usualStaleSeconds, reducers = reducersHash() } = options;
	const { db, listen, close } = openPostgres(options.databaseUrl, {}, { name: 'indexer' });
	const source =
		options.source ?? rpcSource(options.rpcUrl, passaTopic, { timeout: rpcTimeout, limit: eventsAPage });
	const hub = new Hub(db, log);
	const stopping = new AbortController();
	const { signal } = stopping;
	let work: Promise<void>[] = [];
	const begin = async () => {
		await listening;
		if (!options.source) await refuseOtherNetwork(networkOf(options));
		await openHistory({ ...options, reducers }, db, source);
		await hub.start(listen);
		work = startWork(options, db, source, signal);
	};
	const startup = beginStartup(begin, { clock: systemClock, log, signal, fatal });
	const connections = new Set<Connection>();
	const read = snapshotReadOf(db);
	const app = createApp({
		read,
		evidence: evidenceFiles({ ...options, db, read, source, base: options.metadataBase, clock: steadyClock }),
		log,
		progress: progressOf({ hub, startup, clock, rpcUrl: options.rpcUrl, staleSeconds }),
		registry: registryAt(options),
		metrics: metricsOf(options, hub, db),
		live: {
			hub,
			authorise: authoriserOf(options.verify ?? null),
			connections,
			networks: new Networks(steadyClock),
			networkOf: (c) => countedAddress(callerOf(c, options.proxies)),
		},
		readiness: readinessOf({ db, clock, startup, staleSeconds, rpcUrl: options.rpcUrl, reducers }),
	});
	const listening = listenHttp(app, { ...options, webSocketBytes });
	const server = await listening.catch(async (error) => {
		stopping.abort();
		await startup.done;
		await close();
		throw error;
	});
	return {
		url: server.url,
		api: app,
		db,
		hub,
		started: startup.done,
		async stop() {
			stopping.abort();
			for (const connection of connections) connection.stop();
			await server.close();
			await startup.done.catch(() => {});
			await Promise.all(work);
			await hub.stop();
			await close();
		},
	};
}

const registryAt = ({ rpcUrl, registry }: IndexerOptions) =>
	remember(() => readRegistryConfig(rpcUrl, registry), registryMilliseconds, steadyClock);

const metricsOf = ({ clock = systemClock, rpcUrl }: IndexerOptions, hub: Hub, db: Database) =>
	indexerMetrics({
		checkpoint: () => hub.checkpoint,
		faults: () => readFaults(db),
		ages: () => auditAges(db),
		listeners: () => hub.listeners,
		clock,
		rpcUrl,
	});

const networkOf = ({ rpcUrl, network: passphrase }: IndexerOptions) => ({ rpcUrl, passphrase });

/**
 * Continues with the database's history. An empty one begins after `sinceLedger`, or with the source's oldest ledger, and
 * only if the network has the registry: an address of another network would look like one without events.
 */
async function openHistory(
	options: IndexerOptions & { reducers: string },
	db: Database,
	source: Source,
): Promise<void> {
	const { network, registry, payouts, sinceLedger, reducers, log } = options;
	const isNew = await readCheckpoint(db).then(
		() => false,
		(error) => {
			if (error.code !== 'NOT_STARTED') throw error;
			return true;
		},
	);
	if (isNew && !options.source) await checkContracts(networkOf(options), { registry });
	const startLedger = sinceLedger > 0 || !isNew ? sinceLedger + 1 : await oldestLedger(source);
	const opened = await openCheckpoint(db, { network, registry, payouts, startLedger, reducers });
	if (opened.reducers !== reducers)
		log.warn(
			{ reducers, rowsFollowFrom: opened.reducers },
			`the stored rows follow from other reducers than this release has: run ${reindexCommand}`,
		);
}

/** Follows the chain while this node leads. Audits, fetches documents and trims the outbox always. */
function startWork(o: IndexerOptions, db: Database, source: Source, signal: AbortSignal): Promise<void>[] {
	const { log, clock = systemClock, pollMilliseconds, versions } = o;
	const following = {
		db,
		source,
		topic: passaTopic,
		clock,
		log,
		messagesOf: messagesOfLedger,
		pollMilliseconds,
		versions,
	};
	const documents = { db, base: o.metadataBase, messagesOf: messagesOfDocument };
	const auditing = { db, source, base: o.metadataBase, log, versions, compared: new Map<number, Compared>() };
	const now = (): Date => new Date(clock.now());
	const every = (milliseconds: number, name: string, task: () => Promise<unknown>) =>
		repeat(name, milliseconds, task, { clock, log, signal });
	let round = 0;
	if (!o.source) watchNetwork(networkOf(o), { log, signal });
	return [
		runAsLeader(
			{ url: o.databaseUrl, db, clock, log },
			(epoch, term) => follow(following, epoch, term),
			signal,
		),
		every(auditMilliseconds, 'state audit', () => auditState(db, source, log, now(), versions)),
		every(auditMilliseconds, 'ticket audit', () => auditTickets(auditing, now())),
		every(auditMilliseconds, 'model audit', () => auditModels(auditing, now())),
		every(auditMilliseconds, 'source audit', () => auditSources(auditing, now())),
		ledgersAudited(o, db, every, now),
		every(movementsMilliseconds, 'movements', async () =>
			keepMovements({ db, source, log, round: round++, ledger: (await readCheckpoint(db)).ledger }),
		),
		every(documentsMilliseconds, 'documents', () => fetchDocuments(documents, now())),
		every(outboxMilliseconds, 'outbox', () => trimOutbox(db, new Date(Date.now() - outboxKept))),
	];
}

type Every = (milliseconds: number, name: string, task: () => Promise<unknown>) => Promise<void>;

/** Where archives are named. What an earlier start found with some is dropped without: nobody compares it again. */
function ledgersAudited(o: IndexerOptions, db: Database, every: Every, now: () => Date): Promise<void> {
	const { archiveUrls = [], network, log } = o;
	if (archiveUrls.length === 0)
		return dropAudits(db, 'ledgers').catch((err) => log.warn({ err }, 'ledger audit: not dropped'));
	const archives = archiveUrls.map((url) => httpArchive(url));
	return every(auditMilliseconds, 'ledger audit', () => auditLedgers({ db, archives, network, log }, now()));
}

/** The oldest ledger that the source has. */
async function oldestLedger(source: Source): Promise<number> {
	const { oldestLedger: oldest } = await source.events({ startLedger: 1 }).catch((error) => {
		const range = error.detail as { oldest?: number };
		if (range?.oldest === undefined) throw error;
		return { oldestLedger: range.oldest };
	});
	return oldest;
}
