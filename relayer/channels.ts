import { hkdfSync } from 'node:crypto';
import { Asset, Keypair, Operation, xdr } from '@stellar/stellar-sdk';
import { type Entry, ledgerEntries } from '#shared/chain/rpc.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { readAccount } from '#shared/chain/state/read-account.ts';
import { type Chain, deadline, newBuilder, send, signWith } from '#shared/chain/submit/invoke.ts';
import { PassaError } from '#shared/errors.ts';
import { accountKey } from './account-key.ts';

/** Lumens that a channel account starts with: its reserve, and fees for some thousand calls. */
const startingBalance = '20';
/** In stroops of XLM: below that an account is filled up again, a thousand calls before it could pay no more. */
const lowBalance = 60_000_000n;
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

/** Creates the channel accounts that do not exist yet and fills up those that run low, paid for by the relayer. */
export async function openChannels(chain: Chain, relayer: Keypair, channels: Keypair[]): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		const needed = await fundingOf(chain, channels);
		if (needed.length === 0) return;
		try {
			return await fund(chain, relayer, needed);
		} catch (error) {
			// Another relayer that starts at the same time may be first: then they are there in a moment.
			if (attempt === attempts) throw error;
			await new Promise((done) => setTimeout(done, retryMilliseconds));
		}
	}
}

async function fund(chain: Chain, relayer: Keypair, operations: xdr.Operation[]): Promise<void> {
	const source = await readAccount(chain.rpcUrl, relayer.publicKey());
	const builder = newBuilder(source, chain, fee, await deadline(serverOf(chain)));
	for (const operation of operations) builder.addOperation(operation);
	await send(chain, await signWith(relayer, chain.passphrase)(builder.build().toEnvelope().toXdr('base64')));
}

async function fundingOf({ rpcUrl }: Chain, channels: Keypair[]): Promise<xdr.Operation[]> {
	const addresses = channels.map((channel) => channel.publicKey());
	const found = await ledgerEntries(rpcUrl, addresses.map(accountKey));
	return addresses.flatMap((destination) => {
		const entry = found.get(accountKey(destination));
		if (!entry) return [Operation.createAccount({ destination, startingBalance })];
		const { balance } = accountOf(entry);
		const filling = { destination, asset: Asset.native(), amount: startingBalance };
		return balance < lowBalance ? [Operation.payment(filling)] : [];
	});
}

function accountOf(entry: Entry): xdr.AccountEntry {
	const data = xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	if (data.type !== 'account') throw new PassaError('ENTRY_UNEXPECTED', 'The entry is no account.');
	return data.account;
}
