import { type Keypair, xdr } from '@stellar/stellar-sdk';
import { type Logger, pino } from 'pino';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import type { Generation } from '#testing/fixtures/deployed-network.ts';
import { startTestPostgres } from '#testing/postgres/test-postgres.ts';
import type { Database } from '../../models/schema.ts';
import { Keeper, type KeeperOptions } from '../keeper.ts';
import { runKeeper } from '../lead-keeper.ts';

export type KeeperFixture = {
	chainFixture: ChainFixture;
	/** A new database with the relayer's schema: what a keeper knows is in it. */
	database(): Promise<{ db: Database; url: string }>;
	channels(): Promise<Keypair[]>;
	options(db: Database, more?: Partial<KeeperOptions>): Promise<KeeperOptions>;
	keeper(db: Database, more?: Partial<KeeperOptions>): Promise<Keeper>;
	/** A keeper that works without calls of the test until it is stopped. */
	start(db: Database, more?: Partial<KeeperOptions>): Promise<{ stop(): Promise<void> }>;
	close(): Promise<void>;
};

export const silent: Logger = pino({ level: 'silent' });

/** A network with contracts and a PostgreSQL, for one test file. */
export async function openKeeperFixture(generation: Generation = 'today'): Promise<KeeperFixture> {
	const [chainFixture, cluster] = await Promise.all([
		ChainFixture.start('instant', generation),
		startTestPostgres(),
	]);
	const { registry, sinceLedger, roles } = chainFixture.deployment;
	const relayer = keyOf(roles.relayer);
	const open: (() => Promise<void>)[] = [];
	const channels = async () => {
		const keys = channelKeys(relayer.secret(), 'keeper channel', 2);
		await openChannels(chainFixture.chain, relayer, keys);
		return keys;
	};
	const options = async (db: Database, more: Partial<KeeperOptions> = {}): Promise<KeeperOptions> => ({
		db,
		chain: chainFixture.chain,
		registry,
		sinceLedger,
		channels: new ChannelAccounts(more.chain ?? chainFixture.chain, await channels()),
		payer: relayer,
		minDue: 1n,
		archive: null,
		log: silent,
		...more,
	});
	return {
		chainFixture,
		channels,
		options,
		async database() {
			const { run: url } = (await cluster.database()).urls('relayer');
			const { db, close } = openPostgres<Record<string, never>>(url, {}, { name: 'keeper' });
			open.push(close);
			return { db, url };
		},
		keeper: async (db, more) => new Keeper(await options(db, more)),
		async start(db, more) {
			const stopping = new AbortController();
			const keeper = new Keeper(await options(db, more));
			const work = runKeeper(keeper, { log: silent, pollMilliseconds: 5 }, stopping.signal);
			return {
				async stop() {
					stopping.abort();
					await work;
				},
			};
		},
		async close() {
			await Promise.all(open.map((close) => close()));
			await cluster.stop();
			await chainFixture.close();
		},
	};
}

export const through = (chain: Chain, rpcUrl: string): Chain => ({ ...chain, rpcUrl });

/** Stroops of XLM that an account holds. */
export async function lumensOf(rpcUrl: string, account: Keypair): Promise<bigint> {
	const key = xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: account.xdrAccountId() }));
	const [entry] = (await ledgerEntries(rpcUrl, [key.toXdr('base64')])).values();
	const data = xdr.LedgerEntryData.fromXdr(entry!.xdr, 'base64');
	if (data.type !== 'account') throw new TypeError('the entry is no account');
	return data.account.balance;
}
