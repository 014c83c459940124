import { StrKey } from '@stellar/stellar-sdk';
import { call } from '#shared/chain/rpc.ts';
import { eventAddress } from '#shared/chain/state/ids.ts';
import { readPayees } from '#shared/chain/state/payee-standing.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import { callNetwork } from '../call-network.ts';
import type { DraftContent } from '../models/draft-content.ts';
import { isAddress, type NetworkFacts } from './check.ts';

/** What the facts are about: the content's payees, and the nonce from which the event's address follows. */
export type FactsDraft = { content: DraftContent; nonce: bigint };

/** Reads what publishing depends on besides the draft, from the newest ledger. Throws CallNetworkError. */
export type ReadFacts = (wallets: string[], draft: FactsDraft) => Promise<NetworkFacts>;

export const factsFrom =
	(rpcUrl: string, passphrase: string, registry: string, rate: KesRate): ReadFacts =>
	async (wallets, { content, nonce }) => {
		const addresses = content.payees.map((p) => p.address).filter(isAddress);
		const [organizer = ''] = addresses;
		const own = StrKey.isValidEd25519PublicKey(organizer)
			? { event: eventAddress(passphrase, registry, organizer, nonce) }
			: {};
		const read = async () => {
			const config = await readRegistryConfig(rpcUrl, registry);
			const place = { rpcUrl, passphrase, registry, usdc: config.usdc, ...own };
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
			standingOf: (address) => payees.get(address) ?? null,
		};
	};
