import type { Hono } from 'hono';
import type { Logger } from 'pino';
import type { Authority } from '#shared/chain/submit/authorise.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { Networks } from '#shared/service/address.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import type { Metrics } from '#shared/service/metrics.server.ts';
import { resource } from '#shared/service/problems.server.ts';
import type { GateDeps } from '../gate/gate-deps.ts';
import type { HeldDeps } from '../held/held-deps.ts';
import type { FeeDeps } from '../network-fees/fee-deps.ts';
import type { OrderDeps } from '../orders/order-deps.ts';
import type { PassIssuer } from '../passes/pass-issuer.server.ts';
import type { CreditSource } from '../refunds/credits-of-order.ts';
import type { MemberIds } from '../signer.server.ts';
import type { CallerTokens } from './caller-tokens.ts';
import type { Dependencies } from './dependencies.ts';

export type Deps = OrderDeps & {
	log: Logger;
	callers: CallerTokens;
	/** What one support person alone may give away within a day: see `ReviewDeps`. */
	aloneKes?: bigint;
	/** Our own proxies, whose X-Forwarded-For counts. */
	proxies: Networks;
	/** Signs for tickets that go into custody. */
	relayer: Authority;
	/** The network, where tickets are given back, and its registry. */
	chain: Chain;
	registry: string;
	/** What sales credited, where the RPC has lost it. */
	credits?: CreditSource | null;
	/** Certifies devices that show passes. */
	passes: PassIssuer;
	/** Device keys of certificates that this process has verified. */
	verified: GateDeps['verified'];
	/** Checks tickets in on chain, for events whose organizer has named it. */
	gateAccount: string;
	/** The contract of members' points, and how long lies between two roots; null: nobody gets points. */
	points: { contract: string; milliseconds: number } | null;
	members: MemberIds;
	/** Pays network fees of wallets without XLM. */
	paying: FeeDeps;
	/** Accounts that Passa holds for people. */
	held: HeldDeps;
	dependencies: Dependencies;
	metrics: Metrics;
	/** What payment providers call. */
	rails: Hono<Guarded>;
};

/** A part of the API. A signed-in caller's session is in the context. */
export const guarded = () => resource<Guarded>();
