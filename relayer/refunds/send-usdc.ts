import { call } from '#shared/chain/rpc.ts';
import { type Chain, offer, prepare, signWith } from '#shared/chain/submit/invoke.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { usdcTransfer } from '#shared/contract/registry-args.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import type { Signer } from '../signer.server.ts';

type Deps = { chain: Chain; signer: Signer; channels: ChannelAccounts };

export type SignedPayment = { envelope: string; paymentHash: string; validUntil: bigint };
type Payment = { usdc: string; to: string; amount: bigint; failures: FailuresOfContracts };

/**
 * Pays stroops of USDC from the treasury to a wallet, once `store` has kept the signed payment. The treasury is the source of the
 * transfer, so that its signature counts in this one transaction only: its hash says whether it landed. Throws what the
 * simulation says before anything is signed, e.g. NO_TRUSTLINE.
 */
export function sendUsdc(
	{ chain, signer, channels }: Deps,
	{ usdc, to, amount, failures }: Payment,
	store: (signed: SignedPayment) => Promise<void>,
): Promise<void> {
	const { treasury } = signer;
	const from = treasury.publicKey();
	const operation = usdcTransfer(usdc, from, to, amount);
	return channels.withAccount(async (account) => {
		const { transaction } = await prepare({ chain, source: account.publicKey(), operation, failures });
		const hash = transaction.hash();
		transaction.addSignature(from, Buffer.from(await treasury.sign(hash)).toString('base64'));
		const validUntil = BigInt(transaction.timeBounds!.maxTime);
		const envelope = await signWith(account, chain.passphrase)(transaction.toEnvelope().toXdr('base64'));
		await store({ envelope, paymentHash: hex(hash), validUntil });
		await offer(chain, envelope);
	});
}

/**
 * What became of a stored payment: the ledger that it is in; `over` where it can land no more, and never did; `open` else. Throws
 * HISTORY_CUT where the RPC has lost ledgers that it may be in, so that nobody knows.
 */
export async function outcomeOf(
	{ chain }: Pick<Deps, 'chain'>,
	{ paymentHash, validUntil, sinceLedger }: { paymentHash: string; validUntil: bigint; sinceLedger: number },
): Promise<number | 'over' | 'open'> {
	const found = await call(chain.rpcUrl, 'getTransaction', { hash: paymentHash });
	if (found.status === 'SUCCESS') return found.ledger;
	if (found.status === 'FAILED') return 'over';
	if (found.oldestLedger > sinceLedger)
		throw new PassaError('HISTORY_CUT', `the RPC has lost the ledgers of payment ${paymentHash}`);
	return BigInt(found.latestLedgerCloseTime) > validUntil ? 'over' : 'open';
}
