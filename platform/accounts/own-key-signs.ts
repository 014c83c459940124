import { keysSign } from '#shared/chain/state/keys-sign.ts';
import { callNetwork } from '../call-network.ts';

/** Whether an address's own key is enough to act for its Stellar account. Throws CallNetworkError. */
export const ownKeySigns = (rpcUrl: string, address: string): Promise<boolean> =>
	callNetwork(keysSign(rpcUrl, address, [address]));
