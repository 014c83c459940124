import { fileURLToPath } from 'node:url';
import type { Keypair } from '@stellar/stellar-sdk';
import { type Logger, pino } from 'pino';
import { keyOf } from '#scripts/deploy/deployment.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { migrateSchema, openPostgres } from '#shared/service/postgres.server.ts';
import { World } from '#testing/fixtures/chain-fixture.ts';
import { startTestPostgres } from '#testing/postgres/test-postgres.ts';
import { channelKeys, openChannels } from '../../channels.ts';
import type { Database } from '../../models/schema.ts';
import { Keeper, type KeeperOptions } from '../keeper.ts';

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));

export type KeeperFixture = {
	world: World;
	/** A new database with the relayer's schema: what a keeper knows is in it. */
	database(): Promise<{ db: Database; url: string }>;
	channels(): Promise<Keypair[]>;
	options(db: Database, more?: Partial<KeeperOptions>): Promise<KeeperOptions>;
	keeper(db: Database, more?: Partial<KeeperOptions>): Promise<Keeper>;
	close(): Promise<void>;
};

export const silent: Logger = pino({ level: 'silent' });

/** A network with contracts and a PostgreSQL, for one test file. */
export async function openKeeperFixture(): Promise<KeeperFixture> {
	const [world, cluster] = await Promise.all([World.start(), startTestPostgres()]);
	const { registry, sinceLedger, roles } = world.deployment;
	const relayer = keyOf(roles.relayer);
	const open: (() => Promise<void>)[] = [];
	const channels = async () => {
		const keys = channelKeys(relayer.secret(), 'keeper channel', 2);
		await openChannels(world.chain, relayer, keys);
		return keys;
	};
	const options = async (db: Database, more: Partial<KeeperOptions> = {}): Promise<KeeperOptions> => ({
		db,
		chain: world.chain,
		registry,
		sinceLedger,
		channels: await channels(),
		payer: relayer,
		minDue: 1n,
		archive: null,
		log: silent,
		...more,
	});
	return {
		world,
		channels,
		options,
		async database() {
			const { owner, run: url } = (await cluster.database()).urls('relayer');
			await migrateSchema(owner, 'relay', migrations);
			const { db, close } = openPostgres<Record<string, never>>(url, {}, { name: 'keeper' });
			open.push(close);
			return { db, url };
		},
		keeper: async (db, more) => new Keeper(await options(db, more)),
		async close() {
			await Promise.all(open.map((close) => close()));
			await cluster.stop();
			await world.close();
		},
	};
}

export const through = (chain: Chain, rpcUrl: string): Chain => ({ ...chain, rpcUrl });
