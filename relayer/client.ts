import { hc } from 'hono/client';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import type { DecodeStateError } from '#shared/chain/state/event-state.ts';
import type { Api } from './api/app.ts';
import type { EmergencyError } from './gate/emergencies.ts';
import type { OfferGiftError } from './gifts/offer-gift.ts';
import type { DeclineRequestError } from './goodwill/decline-request.ts';
import type { OfferGoodwillError } from './goodwill/offer-goodwill.ts';
import type { RequestGoodwillError, WithdrawRequestError } from './goodwill/request-goodwill.ts';
import type { AcceptHandoverError } from './handovers/accept-handover.ts';
import type { CancelOfferError } from './handovers/cancel-offer.ts';
import type { MoveToWalletError } from './handovers/move-to-wallet.ts';
import type { OfferTicketError, SendOnError } from './handovers/offer-ticket.ts';
import type { OrderTicketsError } from './handovers/order-tickets.ts';
import type { ReturnTicketError } from './handovers/return-ticket.ts';
import type { AskActError } from './held/ask-act.ts';
import type { SignActError } from './held/sign-act.ts';
import type { AskGuardianActError, MoveGuardianActError } from './interventions/ask-guardian-act.ts';
import type { RequestPayoutError } from './interventions/request-payout.ts';
import type { CancelOrderError } from './orders/cancel-order.ts';
import type { CreateOrderError } from './orders/create-order.ts';
import type { NameChainContactsError, NameContactsError } from './orders/name-contacts.ts';
import type { OrderByTokenError } from './orders/order-by-token.ts';
import type { RetryOrderError } from './orders/retry-order.ts';
import type { CustodyPassesError } from './passes/custody-passes.ts';
import type { StaticPassError } from './passes/static-passes.ts';
import type { WalletPassesError } from './passes/wallet-passes.ts';
import type { WithdrawRefundError } from './refunds/order-refunds.ts';
import type { TakePartOfResoldRefundError } from './refunds/part-of-resold-refund.ts';
import type { RequestForPersonError } from './refunds/request-for-person.ts';
import type { BuyListingError } from './resale/buy-listing.ts';
import type { SellTicketError, TakeOffSaleError } from './resale/sell-ticket.ts';
import type { DecideCaseError } from './review/decide-case.ts';
import type { OpenForPersonError } from './review/open-for-person.ts';
import type { AddPostError } from './wall/add-post.ts';
import type { WithdrawPostError } from './wall/authors.ts';
import type { DecidePostError } from './wall/moderate.ts';

export type { EmergenciesView } from './api/emergency-routes.ts';
export type { EventBooksView } from './api/event-money-routes.ts';
export type { ListingOfferView } from './api/listing-routes.ts';
export type { SaleOfferView } from './api/sale-routes.ts';
export type { FactName } from './case-facts.ts';
export type { GatesView, TicketHistoryView } from './gate/gate-schemas.ts';
export type { PassState } from './gate/pass-states.ts';
export type { EntryListView, ReadinessView, VenueView } from './gate/venue-schemas.ts';
export type { GiftView } from './gifts/gifts-of-event.ts';
export type { OfferedView, OwnRequest, RequestView } from './goodwill/goodwill-schemas.ts';
export type { HandoverView, OrderTickets, ReceivedTicket } from './handovers/handover-schemas.ts';
export type { EventStand, GuardianActView, PayoutRequestView } from './interventions/intervention-schemas.ts';
export type { PaidFeeState } from './models/paid-fees.ts';
export type { Availability } from './orders/availability-schema.ts';
export type { NewOrder, OrderView } from './orders/order-schemas.ts';
export type { EventOrder, WalletContact } from './orders/orders-of-event.ts';
export type { PassesView, StaticPassesView } from './passes/pass-schemas.ts';
export type { FailureReason, OrderReason, RefundReason, ReviewReason } from './reasons.ts';
export type { OrderRefunds, RefundOffer } from './refunds/offer-schemas.ts';
export type { RefundProgress } from './refunds/refund-progress.ts';
export type { ResoldRefundView } from './refunds/resold-refunds-of-order.ts';
export type { CaseView, EvidenceView } from './review/case-schemas.ts';
export type { OwnPostsView, WallModeration, WallView } from './wall/wall-schemas.ts';

/** Every code by which the routes of an order refuse. */
export type OrderErrorCode = (
	| CreateOrderError
	| Exclude<BuyListingError, RpcError | DecodeStateError>
	| RetryOrderError
	| CancelOrderError
	| OrderByTokenError
)['code'];

/** Every code by which a ticket in custody is not sold. */
export type SaleErrorCode = Exclude<SellTicketError | TakeOffSaleError, RpcError | DecodeStateError>['code'];

/** Every code by which tickets are not given back. */
export type RefundErrorCode = Exclude<
	RequestForPersonError | WithdrawRefundError | TakePartOfResoldRefundError,
	RpcError | DecodeStateError
>['code'];

/** Every code by which an organizer is not asked for a refund, or does not give it. */
export type GoodwillErrorCode = Exclude<
	RequestGoodwillError | WithdrawRequestError | OfferGoodwillError | DeclineRequestError,
	RpcError | DecodeStateError
>['code'];

/** Every code by which an order gets no contact. */
export type ContactErrorCode = (NameContactsError | NameChainContactsError)['code'];

/** Every code by which a ticket is not sent, taken, taken back, or given to a wallet. */
export type HandoverErrorCode = (
	| OfferTicketError
	| CancelOfferError
	| SendOnError
	| ReturnTicketError
	| AcceptHandoverError
	| MoveToWalletError
	| OrderTicketsError
)['code'];

/** Every code by which a device gets no pass. */
export type PassErrorCode = Exclude<
	WalletPassesError | CustodyPassesError | StaticPassError,
	RpcError | DecodeStateError
>['code'];

/** Every code by which nothing is written for a wall, or decided about it. */
export type WallErrorCode =
	| PassErrorCode
	| Exclude<AddPostError | WithdrawPostError | DecidePostError, RpcError | DecodeStateError>['code'];
/** Every code by which two people of a team do nothing at once. */
export type EmergencyErrorCode = EmergencyError['code'] | 'FORBIDDEN';

/** Every code by which a ticket is not given away. */
export type GiftErrorCode = Exclude<OfferGiftError, RpcError | DecodeStateError>['code'];

/** Every code by which an account that Passa holds signs nothing. */
export type HeldErrorCode = Exclude<AskActError | SignActError, RpcError | DecodeStateError>['code'];

/** Every code by which support does nothing about an event. */
export type InterventionErrorCode = Exclude<
	AskGuardianActError | MoveGuardianActError | RequestPayoutError,
	RpcError | DecodeStateError
>['code'];

/** Every code by which a decision of support is refused. */
export type DecisionErrorCode = DecideCaseError['code'];

/** Every code by which a person gets no case for a reference or a receipt. */
export type AskCaseErrorCode = OpenForPersonError['code'];

type Options = { fetch?: typeof fetch; headers?: Record<string, string> };

/**
 * The relayer's API, typed by the routes themselves. An order is read with its token:
 * `client.v1.orders[':reference'].$get({ param, query }, { headers: { authorization: `Bearer ${token}` } })`.
 */
export const relayerClient = (url: string, options?: Options) => hc<Api>(url, options);

export type RelayerClient = ReturnType<typeof relayerClient>;
