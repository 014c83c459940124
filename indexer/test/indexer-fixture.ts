import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JWK } from 'jose';
import { noNetworks } from '#shared/service/address.ts';
import {
	ownSession,
	type Session,
	sessionSeconds,
	sessionSigner,
	sessionVerifier,
} from '#shared/session.server.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import { type Indexer, startIndexer } from '../indexer.ts';
import type { ServerMessage } from '../live/messages.ts';
import { openCluster, openStore, quiet, type Store } from './store.ts';

/** A network, a database, and an indexer that reads the one into the other and serves it. */
export type IndexerFixture = {
	chainFixture: ChainFixture;
	cluster: TestPostgres;
	store: Store;
	indexer: Indexer;
	/** The folder of events' documents. */
	documents: string;
	/** A session token as the platform signs it; `endsIn` in milliseconds. */
	token(session: Partial<Session>, endsIn?: number): Promise<string>;
	/** The answer to a GET request. */
	get(path: string, headers?: Record<string, string>): Promise<Response>;
	close(): Promise<void>;
};

export async function openFixture(startPostgres = openCluster): Promise<IndexerFixture> {
	const [chainFixture, cluster] = await Promise.all([ChainFixture.start(), startPostgres()]);
	const store = await openStore(cluster);
	const documents = mkdtempSync(join(tmpdir(), 'passa-documents-'));
	const { registry, sinceLedger } = chainFixture.deployment;
	const { publicKey, privateKey } = generateKeyPairSync('ed25519');
	const sign = await sessionSigner(privateKey.export({ format: 'jwk' }) as JWK);
	const indexer = await startIndexer({
		databaseUrl: store.url,
		rpcUrl: chainFixture.chain.rpcUrl,
		network: chainFixture.chain.passphrase,
		registry,
		sinceLedger,
		metadataBase: new URL(`${pathToFileURL(documents).href}/`),
		host: '127.0.0.1',
		port: 0,
		pollMilliseconds: 20,
		proxies: noNetworks,
		verify: await sessionVerifier(publicKey.export({ format: 'jwk' }) as JWK),
		log: quiet,
	});
	await indexer.started;
	return {
		chainFixture,
		cluster,
		store,
		indexer,
		documents,
		token: (session, endsIn = sessionSeconds * 1000) =>
			sign(
				{ ...ownSession(session.account ?? randomUUID(), session.roles ?? ['fan']), ...session },
				Date.now() + endsIn - sessionSeconds * 1000,
			),
		get: (path, headers = {}) => fetch(`${indexer.url}${path}`, { headers }),
		async close() {
			await indexer.stop();
			await store.close();
			await cluster.stop();
			await chainFixture.close();
			rmSync(documents, { recursive: true });
		},
	};
}

export async function until<T>(
	what: string,
	look: () => Promise<T | null | false> | T | null | false,
): Promise<T> {
	for (const end = Date.now() + 60_000; ; ) {
		const found = await look();
		if (found) return found;
		if (Date.now() > end) throw new Error(`${what}: not within 60 s`);
		await new Promise((done) => setTimeout(done, 10));
	}
}

/** A listener over a WebSocket, and all that it received. */
export class LiveClient {
	readonly received: ServerMessage[] = [];
	readonly #socket: WebSocket;
	readonly #open: Promise<void>;
	closed: number | null = null;

	constructor(url: string) {
		this.#socket = new WebSocket(`${url.replace('http', 'ws')}/live`);
		this.#open = new Promise((done) => this.#socket.addEventListener('open', () => done()));
		this.#socket.addEventListener('message', ({ data }) => this.received.push(JSON.parse(String(data))));
		this.#socket.addEventListener('close', ({ code }) => {
			this.closed = code;
		});
	}

	async send(message: unknown): Promise<void> {
		await this.#open;
		this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
	}

	/** Sets the session token for later subscriptions. */
	setToken(token: string): Promise<void> {
		return this.send({ op: 'session', token });
	}

	subscribe(channel: string, since?: number): Promise<void> {
		return this.send({ op: 'subscribe', channel, ...(since === undefined ? {} : { since }) });
	}

	/** The first message of a kind from the nth one received on. */
	receive<T extends ServerMessage['type']>(type: T, from = 0): Promise<Extract<ServerMessage, { type: T }>> {
		return until(`a ${type}`, () => {
			const found = this.received.slice(from).find((m) => m.type === type);
			return (found as Extract<ServerMessage, { type: T }> | undefined) ?? null;
		});
	}

	close(): void {
		this.#socket.close();
	}
}
