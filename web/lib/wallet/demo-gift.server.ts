import { Asset, Keypair, Operation } from '@stellar/stellar-sdk';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { type Chain, deadline, newBuilder, send, signWith } from '#shared/chain/submit/invoke.ts';

const playMoney = '500';
const tries = 5;
/** The issuer's account sent another transaction at the same time, from here or from a script. */
const retryable = new Set(['OUT_OF_ORDER', 'NETWORK_BUSY', 'QUOTE_EXPIRED']);

let queue: Promise<unknown> = Promise.resolve();

/**
 * Sends play money and returns how much, in USDC. Gifts go one after the other, since an account's transactions are
 * numbered.
 */
export function giveTo(address: string, chain: Chain, issuerSecret: string): Promise<string> {
	const mine = queue.then(() => give(address, chain, Keypair.fromSecret(issuerSecret)));
	queue = mine.catch(() => {});
	return mine;
}

async function give(address: string, chain: Chain, issuer: Keypair): Promise<string> {
	for (let attempt = 1; ; attempt++) {
		try {
			const server = serverOf(chain);
			const source = await server.getAccount(issuer.publicKey());
			const payment = Operation.payment({
				asset: new Asset('USDC', issuer.publicKey()),
				amount: playMoney,
				destination: address,
			});
			const until = await deadline(server);
			const built = newBuilder(source, chain, '1000', until).addOperation(payment).build();
			await send(chain, await signWith(issuer, chain.passphrase)(built.toEnvelope().toXdr('base64')));
			return playMoney;
		} catch (error) {
			if (attempt === tries || !retryable.has((error as { code: string }).code)) throw error;
		}
	}
}
