import { StrKey } from '@stellar/stellar-sdk';
import { call } from '#shared/chain/rpc.ts';
import { eventAddress } from '#shared/chain/state/ids.ts';
import { readPayees } from '#shared/chain/state/payee-standing.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import { callNetwork } from '../call-network.ts';
import type { DraftContent } from '../models/draft-content.ts';
import { paidTo } from './paid-to.ts';
import type { PayeeAnswers } from './payee-answers.ts';
import { isAddress, type NetworkFacts } from './publish-facts-types.ts';

/** What the facts are about: the content's payees and their answers, and the nonce from which the event's address follows. */
export type FactsDraft = { content: DraftContent; nonce: bigint; answers: PayeeAnswers };

export type FactsPlace = {
	rpcUrl: string;
	passphrase: string;
	registry: string;
	rate: KesRate;
	/** The account for payees who are paid later; null if there is none. */
	payouts: string | null;
};

/** Reads what publishing depends on besides the draft, from the newest ledger. Throws CallNetworkError. */
export type ReadFacts = (wallets: string[], draft: FactsDraft) => Promise<NetworkFacts>;

export const factsFrom =
	({ rpcUrl, passphrase, registry, rate, payouts }: FactsPlace): ReadFacts =>
	async (wallets, { content, nonce, answers }) => {
		const paid = content.payees.map((payee) => paidTo(payee, { answers }));
		const own = content.payees[0]?.address ?? '';
		const addresses = [...paid.map((to) => (to.is === 'address' ? to.address : '')), payouts ?? ''].filter(
			isAddress,
		);
		const future = StrKey.isValidEd25519PublicKey(own)
			? { event: eventAddress(passphrase, registry, own, nonce) }
			: {};
		const read = async () => {
			const config = await readRegistryConfig(rpcUrl, registry);
			const place = { rpcUrl, passphrase, registry, usdc: config.usdc, ...future };
			return { config, payees: await readPayees(place, addresses) };
		};
		const [{ config, payees }, { closeTime }] = await callNetwork(
			Promise.all([read(), call(rpcUrl, 'getLatestLedger')]),
		);
		return {
			now: BigInt(closeTime),
			platform: config.platform,
			platformFeeBps: config.platform_fee_bps,
			minReserveBps: config.min_reserve_bps,
			rate,
			wallets,
			answers,
			payouts,
			standingOf: (address) => payees.get(address) ?? null,
		};
	};
