/** What people are here. An account has any number of these; whoever is signed in is at least a fan. */
export const roles = ['fan', 'artist', 'creator', 'brand', 'organizer', 'gate', 'support', 'admin'] as const;
export type Role = (typeof roles)[number];

/**
 * Who may call a route. `public`: anyone. `holder`: whoever shows an order's read token; the route compares it.
 * `provider`: a payment provider, by the secret in the address it was given; the route compares it. `service`: another
 * service of ours. A list: a session with one of these roles; what belongs to one account is the route's own check.
 */
export type Access = 'public' | 'holder' | 'provider' | 'service' | readonly Role[];
export type Service = 'indexer' | 'relayer' | 'platform';

const anybodySignedIn = roles;
const support = ['support', 'admin'] as const;
const organizer = ['organizer'] as const;

/** Every route of every service, as `METHOD /path` in the router's own words. One that is not here is refused. */
export const access: Record<Service, Record<string, Access>> = {
	// What is on chain is anybody's to read. The live channels, over either wire, refuse what is not.
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
		'GET /v1/orders/:id': 'public',
		'GET /v1/tickets': 'public',
		'GET /v1/dues': 'public',
		'GET /v1/payees/:address': 'public',
		'GET /v1/payees/:address/payouts': 'public',
		'GET /v1/registry': 'public',
	},
	relayer: {
		'GET /healthz': 'public',
		'GET /readyz': 'public',
		'GET /metrics': 'public',
		'GET /openapi.json': 'public',
		'GET /v1/events/:event/availability': 'public',
		'POST /v1/orders': 'public',
		'GET /v1/orders': anybodySignedIn,
		'GET /v1/orders/:reference': 'holder',
		'POST /v1/orders/:reference/push': 'holder',
		'POST /v1/orders/:reference/cancel': 'holder',
		'POST /hooks/m/stk/:push/:token': 'provider',
		'POST /hooks/m/c2b/:kind/:token': 'provider',
		'POST /hooks/m/result/:kind/:id/:token': 'provider',
		'GET /v1/review': support,
		'GET /v1/review/:id': support,
		'POST /v1/review/:id/decision': support,
	},
	platform: {
		'GET /healthz': 'public',
		'GET /readyz': 'public',
		'GET /metrics': 'public',
		'GET /openapi.json': 'public',
		'POST /v1/sign-in/code': 'public',
		'POST /v1/sign-in/code/verify': 'public',
		'POST /v1/sign-in/wallet': 'public',
		'POST /v1/sign-in/wallet/verify': 'public',
		'POST /v1/sign-out': 'public',
		'POST /v1/token': anybodySignedIn,
		'GET /v1/sessions': anybodySignedIn,
		'DELETE /v1/sessions/:id': anybodySignedIn,
		'GET /v1/me': anybodySignedIn,
		'POST /v1/me/identities/code': anybodySignedIn,
		'POST /v1/me/identities/wallet': anybodySignedIn,
		'POST /v1/me/identities/wallet/verify': anybodySignedIn,
		'DELETE /v1/me/identities/:id': anybodySignedIn,
		'POST /v1/me/organizer': anybodySignedIn,
		'GET /v1/drafts': organizer,
		'POST /v1/drafts': organizer,
		'GET /v1/drafts/:id': organizer,
		'PUT /v1/drafts/:id': organizer,
		'DELETE /v1/drafts/:id': organizer,
		'POST /v1/drafts/:id/preview': organizer,
		'POST /v1/drafts/:id/document': organizer,
		'POST /v1/drafts/:id/published': organizer,
		// Exists only where messages stay in the outbox, which is localnet.
		'GET /v1/outbox': 'public',
	},
};

export const isSignedIn: Access = anybodySignedIn;

/** Whether a session with these roles may enter. Routes for providers, holders and services check more. */
export function admits(access: Access, held: readonly Role[] | null): boolean {
	if (typeof access === 'string') return access !== 'service';
	return held !== null && access.some((role) => held.includes(role));
}
