import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import { makeHistory } from './history.ts';
import { RecordedSource, type Recording, record } from './recording.ts';
import {
	type ChainIdentity,
	emptyAll,
	followOptions,
	followTo,
	openCluster,
	openStore,
	recordExpected,
	type Store,
	sourceAt,
} from './store.ts';

/** A recorded chain, and a database with what a follower of a good source writes of it. */
export type FollowerFixture = {
	cluster: TestPostgres;
	store: Store;
	recording: Recording;
	chain: ChainIdentity;
};

export async function openFixture(): Promise<FollowerFixture> {
	const [chainFixture, cluster] = await Promise.all([ChainFixture.start(), openCluster()]);
	const store = await openStore(cluster);
	await makeHistory(chainFixture);
	const recording = await record(sourceAt(chainFixture.chain.rpcUrl));
	const { registry, sinceLedger } = chainFixture.deployment;
	const whose = { network: chainFixture.chain.passphrase, registry, startLedger: sinceLedger + 1 };
	await chainFixture.close();
	// Ledgers appear one after the other, so a transaction writes each of them.
	const source = new RecordedSource(recording, { random: () => 0.5, growing: true });
	await followTo(followOptions(store, source), whose, source.newest);
	await recordExpected(store);
	return { cluster, store, recording, chain: whose };
}

/** Back to the start: no ledger is read. */
export const emptyDatabase = ({ store }: FollowerFixture): Promise<void> => emptyAll(store);

export async function closeFixture({ store, cluster }: FollowerFixture): Promise<void> {
	await store.close();
	await cluster.stop();
}
