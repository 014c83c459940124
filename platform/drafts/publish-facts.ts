import { call } from '#shared/chain/rpc.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import { callNetwork } from '../call-network.ts';
import type { PublishFacts } from './check.ts';

/** Reads what publishing depends on besides the draft, from the newest ledger. Throws CallNetworkError. */
export type ReadFacts = (wallets: string[]) => Promise<PublishFacts>;

export const factsFrom =
	(rpcUrl: string, registry: string, rate: KesRate): ReadFacts =>
	async (wallets) => {
		const [config, { closeTime }] = await callNetwork(
			Promise.all([
				readRegistryConfig(rpcUrl, registry),
				call<{ closeTime: string }>(rpcUrl, 'getLatestLedger'),
			]),
		);
		return {
			now: BigInt(closeTime),
			platform: config.platform,
			platformFeeBps: config.platform_fee_bps,
			minReserveBps: config.min_reserve_bps,
			rate,
			wallets,
		};
	};
