import type { Logger } from 'pino';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { OrderDeps } from '../orders/order-deps.ts';

export type HandoverDeps = Pick<OrderDeps, 'db' | 'clock' | 'seal' | 'contactTokens' | 'platform'> & {
	chain: Chain;
	registry: string;
	log: Logger;
};
