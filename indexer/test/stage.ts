import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import { makeHistory } from './history.ts';
import { RecordedSource, type Recording, record } from './recording.ts';
import {
	emptyAll,
	following,
	followTo,
	keepExpected,
	openCluster,
	openStore,
	type Store,
	sourceAt,
	type Whose,
} from './store.ts';

/** A recorded chain, and a database that holds what a well-treated follower makes of it. */
export type Stage = { cluster: TestPostgres; store: Store; recording: Recording; whose: Whose };

export async function openStage(): Promise<Stage> {
	const [world, cluster] = await Promise.all([ChainFixture.start(), openCluster()]);
	const store = await openStore(cluster);
	await makeHistory(world);
	const recording = await record(sourceAt(world.chain.rpcUrl));
	const { registry, sinceLedger } = world.deployment;
	const whose = { network: world.chain.passphrase, registry, startLedger: sinceLedger + 1 };
	await world.close();
	const source = new RecordedSource(recording);
	await followTo(following(store, source), whose, source.newest);
	await keepExpected(store);
	return { cluster, store, recording, whose };
}

/** Nothing is read yet. */
export const begin = ({ store }: Stage): Promise<void> => emptyAll(store);

export async function closeStage({ store, cluster }: Stage): Promise<void> {
	await store.close();
	await cluster.stop();
}
