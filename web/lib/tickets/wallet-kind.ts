import type { Wallet } from '../wallet/wallet.ts';

/** The wallet that a browser paid with last, by its cookie of methods; Freighter if it paid by phone. */
export const walletKind = (method: string | undefined): Wallet['kind'] =>
	method === 'lobstr' || method === 'demo' ? method : 'freighter';
