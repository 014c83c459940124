import type { NetworkError } from '#shared/chain/rpc-node.ts';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import type { KesCents } from '#shared/money.ts';
import type { StartingError } from '#shared/service/startup.server.ts';
import type { PlatformGateway } from '../contacts/platform-gateway.ts';
import type { Database } from '../models/schema.ts';
import type { Provider } from '../providers.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { ContactTokens, Custody, ReadTokens } from '../signer.server.ts';
import type { Bounds } from './bounds.ts';
import type { OrderWatch } from './order-watch.ts';
import type { TermsCache } from './terms-cache.ts';
import type { WalletOrders } from './wallet-orders.ts';

/**
 * A way to pay in shillings: every `Rail` is one. `mostPerPayment` is in cents of KES, `repeatAfter` in milliseconds by
 * result code: see `Rail`.
 */
export type PaymentMethod = {
	provider: Provider;
	name: string;
	mostPerPayment: KesCents;
	repeatAfter: Readonly<Record<string, number>>;
};

export type OrderDeps = {
	db: Database;
	clock: Clock;
	seal: RelayerSeal;
	custody: Custody;
	readTokens: ReadTokens;
	contactTokens: ContactTokens;
	/** Null: there is no platform, so nobody proves a number and no notice is sent. */
	platform: PlatformGateway | null;
	/** Null: there is no indexer to ask who bought an order. */
	walletOrders: WalletOrders | null;
	watch: OrderWatch;
	/** Terms are read once for many orders. */
	terms: Pick<TermsCache, 'of'>;
	/** Shillings for a dollar, as the operator has set it. */
	rate: KesRate;
	/** How long seats wait for their payment; and how long while much of the tier waits. */
	holdMilliseconds: number;
	busyHoldMilliseconds: number;
	bounds: Bounds;
	/** Ways to pay that this relayer offers; empty if there is no rail. */
	methods: readonly PaymentMethod[];
	/**
	 * Throws STARTING until this process has reached the network, NetworkError while the RPC is of another one. Without
	 * it, the process counts as started.
	 */
	assertStarted?: () => void;
};

export type MethodError = StartingError | NetworkError | PassaError<'METHOD_UNAVAILABLE'>;

/** The method of a provider, or any if none is named. Throws MethodError. */
export function methodOf(
	{ methods, assertStarted }: Pick<OrderDeps, 'methods' | 'assertStarted'>,
	provider?: Provider,
): PaymentMethod {
	assertStarted?.();
	const method = methods.find((each) => provider === undefined || each.provider === provider);
	if (method) return method;
	throw new PassaError(
		'METHOD_UNAVAILABLE',
		'Payment in shillings is not available here: pay with a wallet.',
		{
			status: 503,
		},
	);
}
