import type { Logger } from 'pino';
import type { Authority } from '#shared/chain/submit/authorise.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { OrderDeps } from '../orders/order-deps.ts';

export type GiftDeps = Pick<OrderDeps, 'db' | 'clock' | 'seal' | 'custody' | 'readTokens'> & {
	chain: Chain;
	registry: string;
	/** Signs that a gift goes to an address of its own. */
	relayer: Authority;
	log: Logger;
};
