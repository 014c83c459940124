/**
 * A worker: a fan buys one ticket after the other until the caller ends it. `workerData`: `{chain, event, secret}`. Posts how
 * many were bought, after each.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Keypair } from '@stellar/stellar-sdk';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';
import { buy, quote } from '#shared/chain/submit/purchase.ts';

const { chain, event, secret } = workerData as { chain: Chain; event: string; secret: string };
const fan = Keypair.fromSecret(secret);
for (let sold = 1; ; sold++) {
	const quoted = await quote(chain, event, fan.publicKey(), [{ tier: 0, qty: 1 }]);
	await buy(chain, quoted, signWith(fan, chain.passphrase));
	parentPort!.postMessage(sold);
}
