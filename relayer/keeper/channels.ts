import { hkdfSync } from 'node:crypto';
import { Keypair, Operation } from '@stellar/stellar-sdk';
import { type Chain, deadline, newBuilder, send, serverOf, signWith } from '#shared/chain/invoke.ts';

/** Lumens that a channel account starts with: its reserve, and fees for some thousand payouts. */
const startingBalance = '20';
const fee = '1000';

/** Accounts that submit side by side: the network takes one pending transaction for each source. */
export function channelKeys(secret: string, count: number): Keypair[] {
	const seed = Keypair.fromSecret(secret).rawSecretKey();
	return Array.from({ length: count }, (_, i) => {
		const derived = hkdfSync('sha256', seed, 'passa', `keeper channel ${i}`, 32);
		return Keypair.fromRawEd25519Seed(new Uint8Array(derived));
	});
}

/** Creates the channel accounts that do not exist yet, paid for by the relayer. */
export async function openChannels(chain: Chain, relayer: Keypair, channels: Keypair[]): Promise<void> {
	const server = serverOf(chain);
	const exists = async (key: Keypair) => {
		const found = await server.getAccount(key.publicKey()).catch(() => null);
		return found !== null;
	};
	const known = await Promise.all(channels.map(exists));
	const missing = channels.filter((_, i) => !known[i]);
	if (missing.length === 0) return;
	const source = await server.getAccount(relayer.publicKey());
	const builder = newBuilder(source, chain, fee, await deadline(server));
	for (const key of missing) {
		builder.addOperation(Operation.createAccount({ destination: key.publicKey(), startingBalance }));
	}
	await send(chain, await signWith(relayer, chain.passphrase)(builder.build().toEnvelope().toXdr('base64')));
}
