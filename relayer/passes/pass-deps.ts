import type { Logger } from 'pino';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { OrderDeps } from '../orders/order-deps.ts';
import type { PassIssuer } from './pass-issuer.server.ts';

export type PassDeps = Pick<OrderDeps, 'db' | 'clock' | 'seal' | 'platform'> & {
	chain: Chain;
	log: Logger;
	passes: PassIssuer;
};
