import { hc } from 'hono/client';
import type { Api } from './api/app.ts';

export type { Availability, NewOrder, OrderView } from './orders/order-schemas.ts';
export type { FailureReason, OrderReason, RefundReason, ReviewReason } from './reasons.ts';
export type { CaseView, EvidenceView } from './review/case-schemas.ts';

type Options = { fetch?: typeof fetch; headers?: Record<string, string> };

/**
 * The relayer's API, typed by the routes themselves. An order is read with its token:
 * `client.v1.orders[':reference'].$get({ param, query }, { headers: { authorization: `Bearer ${token}` } })`.
 */
export const relayerClient = (url: string, options?: Options) => hc<Api>(url, options);

export type RelayerClient = ReturnType<typeof relayerClient>;
