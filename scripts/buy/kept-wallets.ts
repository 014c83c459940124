import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { writePrivateFile } from '../write-private-file.ts';

const kept = z.array(z.strictObject({ address: z.string(), secret: z.string() }));
const most = 1000;
const fileIn = (dataDir: string): string => join(dataDir, 'wallets.json');

/** Wallets with play money that `npm run buy` made on this folder's localnet: so `npm run ticket` can act for them. */
function readWallets(dataDir: string): z.infer<typeof kept> {
	const file = fileIn(dataDir);
	if (!existsSync(file)) return [];
	try {
		return kept.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		// Without the cause: it could quote a secret.
		throw new PassaError('DATA_DAMAGED', `cannot read ${file}: it is damaged; delete it`);
	}
}

export function keepWallet(dataDir: string, wallet: Keypair): void {
	const entry = { address: wallet.publicKey(), secret: wallet.secret() };
	writePrivateFile(fileIn(dataDir), [entry, ...readWallets(dataDir)].slice(0, most));
}

/** Null where this folder knows no key of the address. */
export function keptWallet(dataDir: string, address: string): Keypair | null {
	const found = readWallets(dataDir).find((each) => each.address === address);
	return found ? Keypair.fromSecret(found.secret) : null;
}
