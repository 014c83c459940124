import { Keypair } from '@stellar/stellar-sdk';
import type { OrderView } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { readEnv } from '#shared/service/env.server.ts';
import { keptWallet } from '../buy/kept-wallets.ts';
import { secretKey } from '../deploy/env-keys.ts';
import type { PassaFile } from '../passa-file.ts';
import { assertInWallets } from './actions-of.ts';

/**
 * The wallet of PASSA_WALLET_SECRET, or the key of a demo wallet, or of one that `npm run buy` made here, that has a
 * ticket of the order.
 */
export function walletFor(
	order: OrderView,
	{ people }: PassaFile,
	dataDir: string,
	number: number | null,
): Keypair {
	const { PASSA_WALLET_SECRET: secret } = readEnv({
		PASSA_WALLET_SECRET: secretKey
			.optional()
			.describe('a whole secret key: S and 55 more characters, as the wallet shows it'),
	});
	if (secret) return Keypair.fromSecret(secret);
	const meant = order.tickets.filter(({ index }) => number === null || index === number - 1);
	for (const { owner } of meant) {
		const demo = people.find(({ address }) => address === owner)?.secret;
		const found = demo ? Keypair.fromSecret(demo) : keptWallet(dataDir, owner);
		if (found) return found;
	}
	assertInWallets(meant);
	throw new PassaError(
		'ENV_INVALID',
		'PASSA_WALLET_SECRET must be the secret key of the wallet with the ticket',
	);
}
