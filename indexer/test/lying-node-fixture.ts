import { call } from '#shared/chain/rpc.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { noNetworks } from '#shared/service/address.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import { type MisbehavingNode, misbehavingNode } from '#testing/proxies/misbehaving-node.ts';
import { type Indexer, type IndexerOptions, startIndexer } from '../indexer.ts';
import { until } from './indexer-fixture.ts';
import { openCluster, openStore, quiet, type Store } from './store.ts';

/** A network with a node before it that misbehaves on request, and an indexer over that node. */
export class LyingNodeFixture {
	readonly chainFixture: ChainFixture;
	readonly #cluster: TestPostgres;
	store!: Store;
	node!: MisbehavingNode;
	indexer: Indexer | null = null;

	private constructor(chainFixture: ChainFixture, cluster: TestPostgres) {
		this.chainFixture = chainFixture;
		this.#cluster = cluster;
	}

	static async open(): Promise<LyingNodeFixture> {
		const [chainFixture, cluster] = await Promise.all([ChainFixture.start(), openCluster()]);
		return new LyingNodeFixture(chainFixture, cluster);
	}

	/** Before each test: an empty database, and a node that tells the truth. */
	async begin(): Promise<void> {
		this.store = await openStore(this.#cluster);
		this.node = await misbehavingNode(this.rpcUrl);
	}

	async end(): Promise<void> {
		await this.indexer?.stop();
		this.indexer = null;
		await this.node.close();
		await this.store.close();
	}

	async close(): Promise<void> {
		await this.#cluster.stop();
		await this.chainFixture.close();
	}

	get rpcUrl(): string {
		return this.chainFixture.chain.rpcUrl;
	}

	get newest(): number {
		return this.chainFixture.localnet.network.sequence;
	}

	closeLedgers(count = 1): Promise<unknown> {
		return call(this.rpcUrl, 'localnet_close', { count });
	}

	async start(change: Partial<IndexerOptions> = {}): Promise<Indexer> {
		const { registry, sinceLedger } = this.chainFixture.deployment;
		this.indexer = await startIndexer({
			databaseUrl: this.store.url,
			rpcUrl: this.node.url,
			network: this.chainFixture.chain.passphrase,
			registry,
			sinceLedger,
			metadataBase: new URL('file:///nowhere/'),
			host: '127.0.0.1',
			port: 0,
			pollMilliseconds: 20,
			proxies: noNetworks,
			log: quiet,
			...change,
		});
		return this.indexer;
	}

	async get(path: string) {
		return (await fetch(`${this.indexer!.url}${path}`)).json();
	}

	isReady() {
		return until('readiness', async () => (await this.get('/readyz')).ready);
	}

	async soldOf(event: string): Promise<number> {
		return (await this.get(`/v1/events/${event}`)).tiers?.[0]?.sold ?? 0;
	}

	async buy(event: string, qty = 1) {
		return this.chainFixture.buy(await this.chainFixture.fan(), event, [{ tier: 0, qty }]);
	}

	/** An event that is for sale and read. */
	async openEvent(): Promise<string> {
		const event = await this.chainFixture.publish();
		await until('the event', async () => (await this.get(`/v1/events/${event}`)).no > 0);
		return event;
	}
}

export const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Events of one name; of one contract, if it is given. */
export const named = (name: string, contract?: string) => (e: RawEvent) =>
	(!contract || e.contractId === contract) && passaName(e) === name;
