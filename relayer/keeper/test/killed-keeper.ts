import { once } from 'node:events';
import { Keypair } from '@stellar/stellar-sdk';
import { pino } from 'pino';
import { Keeper } from '../keeper.ts';

/** A keeper that does one round when it is told where its RPC is, and ends, unless it is killed before. */
const [{ chain, registry, sinceLedger, channels }] = await once(process, 'message');
const keeper = new Keeper({
	chain,
	registry,
	sinceLedger,
	channels: channels.map((secret: string) => Keypair.fromSecret(secret)),
	minDue: 1n,
	log: pino({ level: 'silent' }),
});
await keeper.round();
process.disconnect();
