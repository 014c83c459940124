import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { keptList } from './kept-list.ts';

/** Wallets with play money that `npm run buy` made on this folder's localnet: so `npm run ticket` can act for them. */
const wallets = keptList('wallets.json', z.strictObject({ address: z.string(), secret: z.string() }));

export const keepWallet = (dataDir: string, wallet: Keypair): void =>
	wallets.keep(dataDir, { address: wallet.publicKey(), secret: wallet.secret() });

/** Null if this folder knows no key of the address. */
export function keptWallet(dataDir: string, address: string): Keypair | null {
	const found = wallets.read(dataDir).find((each) => each.address === address);
	return found ? Keypair.fromSecret(found.secret) : null;
}
