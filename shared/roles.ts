import { gateAccess } from './gate-access.ts';
import { platformServiceAccess } from './platform-service-access.ts';
import { wallAccess } from './wall-access.ts';

/** An account has any number of these roles. A signed-in person is at least a fan. */
export const roles = ['fan', 'artist', 'creator', 'brand', 'organizer', 'gate', 'support', 'admin'] as const;
export type Role = (typeof roles)[number];

/** What a member may do for an account. An organizer holds all of them for their own account. */
export const permissions = [
	'event.edit',
	'event.publish',
	'money.read',
	'money.pay',
	'creators',
	'sponsors',
	'orders.read',
	'orders.change',
	'checkin.scan',
	'checkin.supervise',
	'boxoffice',
	'content.moderate',
	'exports',
	'members',
	'keys',
] as const;
export type Permission = (typeof permissions)[number];

/**
 * Who may call a route.
 * - `public`: anybody.
 * - `holder`: somebody who shows an order's read token; the route compares it.
 * - `provider`: a payment provider, by the secret in the address it was given; the route compares it.
 * - `device`: a device at a gate, by its key's signature; the route verifies it.
 * - `service`: another of our services.
 * - a list, or `{ roles }`: a person with one of these roles, acting for themself.
 * - `{ may }`: a person with this permission for the account acted for.
 * `strong`: who has a second factor shows it first.
 * The route itself compares account and event; a foreign id is a 404.
 */
export type Access =
	| 'public'
	| 'holder'
	| 'provider'
	| 'device'
	| 'service'
	| readonly Role[]
	| { readonly roles: readonly Role[]; readonly strong: true }
	| { readonly may: Permission; readonly strong?: true };
/** `due`: the person has a second factor, and the session has not shown it within ten minutes. */
export type Strong = 'none' | 'due' | 'shown';
export type Service = 'indexer' | 'relayer' | 'platform';

const anybodySignedIn = roles;
const anybodyStrong = { roles: anybodySignedIn, strong: true } as const;
const support = ['support', 'admin'] as const;
const supportStrong = { roles: support, strong: true } as const;
const editing = { may: 'event.edit' } as const;
const publishing = { may: 'event.publish' } as const;
const managing = { may: 'members' } as const;
const publishingStrong = { ...publishing, strong: true } as const;
const managingStrong = { ...managing, strong: true } as const;

/** Every route of every service, as `METHOD /path` in the router's own words. A route that is missing here is refused. */
export const access: Record<Service, Record<string, Access>> = {
	// Anybody may read what is on chain. The live channels refuse the rest themselves.
	indexer: {
		'GET /healthz': 'public',
		'GET /readyz': 'public',
		'GET /metrics': 'public',
		'GET /status': 'public',
		'GET /openapi.json': 'public',
		'GET /docs': 'public',
		'GET /live': 'public',
		'GET /v1/events': 'public',
		'GET /v1/facets': 'public',
		'GET /v1/events/:event': 'public',
		'GET /v1/events/:event/sales': 'public',
		'GET /v1/events/:event/orders': 'public',
		'GET /v1/events/:event/payouts': 'public',
		'GET /v1/events/:event/changes': 'public',
		'GET /v1/events/:event/creators': 'public',
		'GET /v1/events/:event/evidence': 'public',
		'GET /v1/events/:event/listings': 'public',
		'GET /v1/events/:event/money': 'public',
		'GET /v1/events/:event/owed': 'public',
		'GET /v1/events/:event/refund-progress': 'public',
		'GET /v1/events/:event/refunds': 'public',
		'GET /v1/events/:event/resales': 'public',
		'GET /v1/events/:event/top-ups': 'public',
		'GET /v1/creators/:address': 'public',
		'GET /v1/owed/:address': 'public',
		'GET /v1/orders/:id': 'public',
		'GET /v1/tickets': 'public',
		'GET /v1/dues': 'public',
		'GET /v1/payees/:address': 'public',
		'GET /v1/payees/:address/payouts': 'public',
		'GET /v1/points/tickets': 'public',
		'GET /v1/proof/events/:id': 'public',
		'GET /v1/registry': 'public',
	},
	relayer: {
		'GET /healthz': 'public',
		'GET /readyz': 'public',
		'GET /metrics': 'public',
		'GET /openapi.json': 'public',
		'GET /v1/events/:event/availability': 'public',
		'GET /v1/events/:event/listings/:ticket': 'public',
		'POST /v1/events/:event/listings/:ticket/orders': 'public',
		'GET /v1/events/:event/resold-refunds/:order': 'public',
		'POST /v1/events/:event/resold-refunds/:order/:index/part': anybodySignedIn,
		// The route asks for a session that names the event.
		'GET /v1/events/:event/orders': { may: 'orders.read' },
		'GET /v1/events/:event/money': { may: 'money.read' },
		// The routes ask for a session that names the event.
		'GET /v1/events/:event/refunds': { may: 'orders.read' },
		'POST /v1/events/:event/refunds': { may: 'orders.change', strong: true },
		'GET /v1/events/:event/refunds/:reference': { may: 'orders.read' },
		'GET /v1/orders/:reference/refunds': 'holder',
		'GET /v1/events/:event/gifts': { may: 'orders.read' },
		'POST /v1/events/:event/gifts': { may: 'event.publish' },
		'POST /v1/orders/:reference/refunds': 'holder',
		'GET /v1/orders/:reference/refund-request': 'holder',
		'POST /v1/orders/:reference/refund-request': 'holder',
		'DELETE /v1/orders/:reference/refund-request': 'holder',
		'GET /v1/events/:event/refund-requests': { may: 'orders.read' },
		'POST /v1/events/:event/refund-requests/:id/decline': { may: 'orders.change' },
		'POST /v1/events/:event/goodwill': { may: 'event.publish' },
		'GET /v1/orders/:reference/sales': 'holder',
		'POST /v1/orders/:reference/sales': 'holder',
		'POST /v1/orders/:reference/sales/:ticket/end': 'holder',
		'POST /v1/orders': 'public',
		'GET /v1/orders': anybodySignedIn,
		'GET /v1/orders/:reference': 'holder',
		'POST /v1/orders/:reference/push': 'holder',
		'POST /v1/orders/:reference/cancel': 'holder',
		'PUT /v1/orders/:reference/contact': 'holder',
		// The route asks who bought the order on chain, and for that wallet.
		'PUT /v1/events/:event/orders/:order/contact': anybodySignedIn,
		'GET /v1/orders/:reference/tickets': 'holder',
		'POST /v1/orders/:reference/handovers': 'holder',
		'POST /v1/orders/:reference/handovers/:id/cancel': 'holder',
		'POST /v1/orders/:reference/wallet': 'holder',
		'GET /v1/handovers': anybodySignedIn,
		'GET /v1/handovers/:token': 'public',
		'POST /v1/handovers/:token/claim': anybodySignedIn,
		'POST /v1/handovers/:token/handovers': anybodySignedIn,
		'POST /v1/handovers/:token/handovers/:id/cancel': anybodySignedIn,
		'POST /v1/handovers/:token/return': anybodySignedIn,
		'POST /v1/handovers/:token/wallet': anybodySignedIn,
		...gateAccess(anybodySignedIn),
		...wallAccess(anybodySignedIn),
		'GET /v1/links/:code': 'public',
		// The route charges who asks, and asks for a session where an event is published.
		'GET /v1/network-fees': 'public',
		'POST /v1/network-fees': 'public',
		'POST /v1/network-fees/lines': 'public',
		'POST /v1/network-fees/lines/signed': 'public',
		// A passkey that the relayer has pinned signs each act.
		'GET /v1/held': anybodySignedIn,
		'POST /v1/held/acts': anybodySignedIn,
		'POST /v1/held/acts/:id/sign': anybodySignedIn,
		'POST /v1/held/open': anybodySignedIn,
		'DELETE /v1/held/addresses/:address': anybodySignedIn,
		// By a code that only those have who were told.
		'GET /v1/held/stops/:code': 'public',
		'POST /v1/held/stops/:code': 'public',
		'POST /hooks/m/stk/:push/:token': 'provider',
		'POST /hooks/m/c2b/:kind/:token': 'provider',
		'POST /hooks/m/result/:kind/:id/:token': 'provider',
		'GET /v1/review': support,
		'POST /v1/review': support,
		'GET /v1/review/refunds': support,
		'GET /v1/review/refunds/:event': support,
		'POST /v1/review/refunds/:event': supportStrong,
		'GET /v1/review/refunds/orders/:reference': support,
		'POST /v1/review/refunds/:id/withdraw': supportStrong,
		'GET /v1/review/events/:event': support,
		'POST /v1/review/events/:event/payouts': supportStrong,
		'POST /v1/review/events/:event/acts': supportStrong,
		'GET /v1/review/acts': support,
		'POST /v1/review/acts/:id/agree': supportStrong,
		'POST /v1/review/acts/:id/withdraw': supportStrong,
		'POST /v1/review/acts/:id/sign': supportStrong,
		'GET /v1/review/:id': support,
		'POST /v1/review/:id/decision': supportStrong,
	},
	platform: {
		'GET /healthz': 'public',
		'GET /readyz': 'public',
		'GET /metrics': 'public',
		'GET /openapi.json': 'public',
		'POST /v1/device': 'public',
		'POST /v1/phone-code': 'public',
		'POST /v1/phone-code/verify': 'public',
		'POST /v1/sign-in/code': 'public',
		'POST /v1/sign-in/code/verify': 'public',
		'POST /v1/sign-in/wallet': 'public',
		'POST /v1/sign-in/wallet/verify': 'public',
		'POST /v1/sign-out': 'public',
		'POST /v1/token': anybodySignedIn,
		'GET /v1/sessions': anybodySignedIn,
		'DELETE /v1/sessions/:id': anybodySignedIn,
		'GET /v1/me': anybodySignedIn,
		'POST /v1/me/identities/code': anybodyStrong,
		'POST /v1/me/identities/wallet': anybodySignedIn,
		'POST /v1/me/identities/wallet/verify': anybodyStrong,
		'DELETE /v1/me/identities/:id': anybodyStrong,
		'GET /v1/me/phone': anybodySignedIn,
		'GET /v1/me/factors': anybodySignedIn,
		'POST /v1/me/factors/totp': anybodySignedIn,
		'POST /v1/me/factors/totp/confirm': anybodySignedIn,
		'POST /v1/me/factors/show': anybodySignedIn,
		'POST /v1/me/factors/recovery-codes': anybodySignedIn,
		'DELETE /v1/me/factors': anybodySignedIn,
		'GET /v1/me/factor-reset': anybodySignedIn,
		'DELETE /v1/me/factor-reset': anybodySignedIn,
		'GET /v1/support/factor-resets': support,
		'POST /v1/support/factor-resets': supportStrong,
		'POST /v1/support/factor-resets/:id/agree': supportStrong,
		'DELETE /v1/support/factor-resets/:id': support,
		'GET /v1/me/passkeys': anybodySignedIn,
		'POST /v1/me/passkeys': anybodySignedIn,
		'POST /v1/me/passkeys/begin': anybodySignedIn,
		'POST /v1/me/passkeys/ask': anybodySignedIn,
		'POST /v1/me/passkeys/show': anybodySignedIn,
		'PUT /v1/me/passkeys/:id': anybodySignedIn,
		'DELETE /v1/me/passkeys/:id': anybodySignedIn,
		'POST /v1/me/organizer': anybodySignedIn,
		'DELETE /v1/me/teams/:account': anybodySignedIn,
		'GET /v1/invitations/:token': anybodySignedIn,
		'POST /v1/invitations/:token/accept': anybodySignedIn,
		'POST /v1/teams': anybodySignedIn,
		'GET /v1/team': managing,
		'PUT /v1/team': managing,
		'POST /v1/team/invitations': managingStrong,
		'DELETE /v1/team/invitations/:id': managing,
		'PUT /v1/team/members/:id': managingStrong,
		'DELETE /v1/team/members/:id': managingStrong,
		'POST /v1/wallets': publishing,
		'POST /v1/wallets/verify': publishingStrong,
		'DELETE /v1/wallets/:address': publishingStrong,
		'GET /v1/drafts': editing,
		'POST /v1/drafts': editing,
		'GET /v1/drafts/:id': editing,
		'PUT /v1/drafts/:id': editing,
		'DELETE /v1/drafts/:id': editing,
		'POST /v1/drafts/:id/preview': editing,
		'POST /v1/media': editing,
		'GET /v1/media/:id': editing,
		'GET /v1/media/:id/original': editing,
		'POST /v1/media/:id/crop': editing,
		'POST /v1/drafts/:id/document': publishingStrong,
		'POST /v1/drafts/:id/published': publishing,
		// The route asks for a session that reaches the event.
		'POST /v1/events/:event/tier-document': publishing,
		'POST /v1/events/:event/details-document': publishing,
		...platformServiceAccess,
		'POST /v1/drafts/:id/payees/:payee/invitation': editing,
		'DELETE /v1/drafts/:id/payees/:payee/invitation': editing,
		// The routes ask whether the invitation is the caller's.
		'GET /v1/payees/:token': anybodySignedIn,
		'POST /v1/payees/:token/wallet': anybodySignedIn,
		'POST /v1/payees/:token/wallet/verify': anybodyStrong,
		'POST /v1/payees/:token/hold': anybodyStrong,
		// Exists only where messages stay in the outbox, which is localnet.
		'GET /v1/outbox': 'public',
	},
};

export const isSignedIn: Access = anybodySignedIn;

/** The part of a session that decides about access. `account` is the one acted for, `by` the person. */
export type Caller = {
	account: string;
	by: string;
	roles: readonly Role[];
	may: readonly Permission[];
};

/** The roles that open a route, each by itself; none where something else does. */
export function rolesOf(access: Access): readonly Role[] {
	if (typeof access === 'string' || 'may' in access) return [];
	return 'roles' in access ? access.roles : access;
}

/** Whether a caller who is admitted owes a second factor first. A guest of a public route owes none. */
export const owesFactor = (access: Access, strong: Strong): boolean =>
	typeof access === 'object' && 'strong' in access && access.strong === true && strong === 'due';

/**
 * Whether the guard admits a caller; null is a guest. The routes of providers, holders and devices compare their secrets
 * themselves, and the guard compares a service's token.
 */
export function admits(access: Access, caller: Caller | null): boolean {
	if (typeof access === 'string') return access !== 'service';
	if (caller === null) return false;
	if ('may' in access) return caller.may.includes(access.may);
	return caller.account === caller.by && rolesOf(access).some((role) => caller.roles.includes(role));
}
