import { once } from 'node:events';
import { Keypair } from '@stellar/stellar-sdk';
import { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { Keeper } from '../keeper.ts';
import { silent } from './fixture.ts';

/** A keeper process: it gets its RPC and database, does one round and ends, unless a test kills it before. */
const [{ chain, registry, sinceLedger, channels, databaseUrl }] = await once(process, 'message');
const { db, close } = openPostgres<Record<string, never>>(databaseUrl, {}, { name: 'killed keeper' });
const keys = channels.map((secret: string) => Keypair.fromSecret(secret));
const keeper = new Keeper({
	db,
	chain,
	registry,
	sinceLedger,
	channels: new ChannelAccounts(chain, keys),
	payer: keys[0],
	minDue: 1n,
	archive: null,
	log: silent,
});
await keeper.round();
await close();
process.disconnect();
