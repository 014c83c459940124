import { hkdfSync } from 'node:crypto';
import { Keypair, Operation } from '@stellar/stellar-sdk';
import { type Chain, deadline, newBuilder, send, signWith } from '#shared/chain/invoke.ts';
import { readAccount } from '#shared/chain/read-account.ts';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { accountKey } from './account-key.ts';

/** Lumens that a channel account starts with: its reserve, and fees for some thousand calls. */
const startingBalance = '20';
const fee = '1000';
const attempts = 3;
const retryMilliseconds = 1500;

/**
 * Accounts that submit side by side: the network takes one pending transaction for each source. They follow from the
 * relayer's secret and what they are for, e.g. `keeper channel`, so that nothing more needs to be kept.
 */
export function channelKeys(secret: string, purpose: string, count: number): Keypair[] {
	const seed = Keypair.fromSecret(secret).rawSecretKey();
	return Array.from({ length: count }, (_, i) => {
		const derived = hkdfSync('sha256', seed, 'passa', `${purpose} ${i}`, 32);
		return Keypair.fromRawEd25519Seed(new Uint8Array(derived));
	});
}

/** Creates the channel accounts that do not exist yet, paid for by the relayer. */
export async function openChannels(chain: Chain, relayer: Keypair, channels: Keypair[]): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		const missing = await missingOf(chain, channels);
		if (missing.length === 0) return;
		try {
			return await create(chain, relayer, missing);
		} catch (error) {
			// Another relayer that starts at the same time may be first: then they are there in a moment.
			if (attempt === attempts) throw error;
			await new Promise((done) => setTimeout(done, retryMilliseconds));
		}
	}
}

async function create(chain: Chain, relayer: Keypair, missing: Keypair[]): Promise<void> {
	const source = await readAccount(chain.rpcUrl, relayer.publicKey());
	const builder = newBuilder(source, chain, fee, await deadline(serverOf(chain)));
	for (const key of missing) {
		builder.addOperation(Operation.createAccount({ destination: key.publicKey(), startingBalance }));
	}
	await send(chain, await signWith(relayer, chain.passphrase)(builder.build().toEnvelope().toXdr('base64')));
}

async function missingOf({ rpcUrl }: Chain, channels: Keypair[]): Promise<Keypair[]> {
	const keys = channels.map((channel) => accountKey(channel.publicKey()));
	const found = await ledgerEntries(rpcUrl, keys);
	return channels.filter((_, i) => !found.has(keys[i]!));
}
