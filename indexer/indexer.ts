import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { xdr } from '@stellar/stellar-sdk';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { type Clock, systemClock } from '#shared/service/clock.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { repeat } from '#shared/service/repeat.ts';
import { type Api, createApp } from './api/app.ts';
import { createMetrics } from './api/metrics.ts';
import { auditState } from './ingest/audit-state.ts';
import { fetchDocuments } from './ingest/fetch-documents.ts';
import { follow } from './ingest/follow.ts';
import { lead } from './ingest/lead.ts';
import { rpcSource, type Source } from './ingest/rpc.ts';
import { publicOnly } from './live/channels.ts';
import type { Connection } from './live/connection.ts';
import { deltasOf } from './live/deltas.ts';
import { Hub } from './live/hub.ts';
import { openCheckpoint } from './models/checkpoint.ts';
import { forgetBefore } from './models/outbox.ts';
import type { Database } from './models/schema.ts';

export type IndexerOptions = {
	databaseUrl: string;
	rpcUrl: string;
	network: string;
	registry: string;
	/** The ledger before the registry's; 0 begins with the oldest that the source has. */
	sinceLedger: number;
	metadataBase: URL;
	host: string;
	port: number;
	pollMilliseconds: number;
	log: Logger;
	/** For tests. */
	versions?: EventVersions;
	clock?: Clock;
	source?: Source;
};

export type Indexer = { url: string; api: Api; db: Database; hub: Hub; stop(): Promise<void> };

const rpcTimeout = 10_000;
const eventsAPage = 1000;
const auditMilliseconds = 5000;
const documentsMilliseconds = 1000;
const outboxMilliseconds = 60_000;
const outboxKept = 6 * 3_600_000;
const registryMilliseconds = 30_000;

/** The first topic of all our events. */
export const passaTopic = xdr.ScVal.scvSymbol('passa').toXdr('base64');

/** Opens, starts and connects the parts; `stop` ends them in reverse. The schema must be there. */
export async function startIndexer(options: IndexerOptions): Promise<Indexer> {
	const { log } = options;
	const { db, listen: onNotice, close } = openPostgres(options.databaseUrl, {}, { name: 'indexer' });
	const source =
		options.source ?? rpcSource(options.rpcUrl, passaTopic, { timeout: rpcTimeout, limit: eventsAPage });
	const startLedger = options.sinceLedger > 0 ? options.sinceLedger + 1 : await oldestLedger(source);
	await openCheckpoint(db, { network: options.network, registry: options.registry, startLedger });
	const hub = new Hub(db, log);
	await hub.start(onNotice);

	const stopping = new AbortController();
	const work = startWork(options, db, source, stopping.signal);
	const connections = new Set<Connection>();
	const app = createApp({
		db,
		log,
		progress: hub,
		registry: remember(() => readRegistryConfig(options.rpcUrl, options.registry), registryMilliseconds),
		metrics: createMetrics(
			() => hub.checkpoint,
			() => hub.listeners,
		),
		live: { hub, authorise: publicOnly, connections },
	});
	const server = await listen(app, options);
	return {
		url: server.url,
		api: app,
		db,
		hub,
		async stop() {
			stopping.abort();
			for (const connection of connections) connection.stop();
			await server.close();
			await Promise.all(work);
			await hub.stop();
			await close();
		},
	};
}

/** Follows while this node leads; compares, fetches and forgets in any case. */
function startWork(o: IndexerOptions, db: Database, source: Source, signal: AbortSignal): Promise<void>[] {
	const { log, clock = systemClock, pollMilliseconds, versions } = o;
	const following = { db, source, topic: passaTopic, clock, log, tell: deltasOf, pollMilliseconds, versions };
	const now = (): Date => new Date(clock.now());
	const every = (milliseconds: number, name: string, task: () => Promise<unknown>) =>
		repeat(name, milliseconds, task, { clock, log, signal });
	return [
		lead({ url: o.databaseUrl, db, clock, log }, (epoch, term) => follow(following, epoch, term), signal),
		every(auditMilliseconds, 'state audit', () => auditState(db, source, log, now(), versions)),
		every(documentsMilliseconds, 'documents', () => fetchDocuments(db, o.metadataBase, now())),
		every(outboxMilliseconds, 'outbox', () => forgetBefore(db, new Date(Date.now() - outboxKept))),
	];
}

/** Where nothing else is known, the first ledger is the oldest that the source has. */
async function oldestLedger(source: Source): Promise<number> {
	const { oldestLedger: oldest } = await source.events({ startLedger: 1 }).catch((error) => {
		const range = error.detail as { oldest?: number };
		if (range?.oldest === undefined) throw error;
		return { oldestLedger: range.oldest };
	});
	return oldest;
}

function listen(app: Api, { host, port }: IndexerOptions): Promise<{ url: string; close(): Promise<void> }> {
	return new Promise((done, refused) => {
		const websocket = { server: new WebSocketServer({ noServer: true, maxPayload: 4096 }) };
		const server = serve({ fetch: app.fetch, hostname: host, port, websocket }, (info: AddressInfo) =>
			done({
				url: `http://${host}:${info.port}`,
				close: () =>
					new Promise((closed) => {
						server.close(() => closed());
						if ('closeAllConnections' in server) server.closeAllConnections();
					}),
			}),
		);
		server.once('error', refused);
	});
}

/** Answers from memory for a while; an error is not remembered. */
function remember<T>(read: () => Promise<T>, milliseconds: number): () => Promise<T> {
	let known: { value: Promise<T>; until: number } | null = null;
	return () => {
		if (known && known.until > performance.now()) return known.value;
		const value = read();
		known = { value, until: performance.now() + milliseconds };
		value.catch(() => {
			known = null;
		});
		return value;
	};
}
