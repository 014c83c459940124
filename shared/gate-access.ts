const supervising = { may: 'checkin.supervise' } as const;

/**
 * The part of the table in `roles.ts` that is about passes, gates and the points that entries bring: routes of the relayer.
 * `signedIn`: every role.
 */
export const gateAccess = <Role extends string>(signedIn: readonly Role[]) => ({
	'GET /v1/points': signedIn,
	'GET /v1/points/roots/:epoch': 'public' as const,
	'POST /v1/handovers/:token/passes': signedIn,
	'POST /v1/static-passes': signedIn,
	'POST /v1/handovers/:token/static-passes': signedIn,
	...gateRoutes,
});

const gateRoutes = {
	// By a session that names the wallet, or by the wallet's own signature.
	'POST /v1/passes': 'public',
	'GET /v1/passes/keys': 'public',
	// By a secret that one device shows the other.
	'GET /v1/pairings/:name': 'public',
	'PUT /v1/pairings/:name/:side': 'public',
	'POST /v1/passes/state': 'public',
	'POST /v1/orders/:reference/passes': 'holder',
	'POST /v1/orders/:reference/static-passes': 'holder',
	'GET /v1/events/:event/static-passes': 'public',
	// The routes ask for a session that names the event.
	'GET /v1/events/:event/gates': supervising,
	'PUT /v1/events/:event/gates': supervising,
	'POST /v1/events/:event/gates': supervising,
	'DELETE /v1/events/:event/gates/:gate': supervising,
	'POST /v1/events/:event/gates/:gate/codes': supervising,
	'DELETE /v1/events/:event/gate-devices/:device': supervising,
	'POST /v1/events/:event/gate-devices/:device/queue': supervising,
	'GET /v1/events/:event/entries': supervising,
	'GET /v1/events/:event/venue': supervising,
	'GET /v1/events/:event/readiness': supervising,
	'GET /v1/events/:event/emergencies': supervising,
	'POST /v1/events/:event/emergencies': supervising,
	'POST /v1/events/:event/emergencies/:id/confirm': supervising,
	'DELETE /v1/events/:event/emergencies/:id': supervising,
	'GET /v1/events/:event/entries/list': supervising,
	'POST /v1/events/:event/entries': supervising,
	'GET /v1/events/:event/entries/tickets/:ticket': supervising,
	'POST /v1/events/:event/entries/:nonce/undo': supervising,
	// By a code that the organizer shows, once.
	'POST /v1/gate/enrol': 'public',
	'GET /v1/gate/list': 'device',
	'POST /v1/gate/scans': 'device',
	'POST /v1/gate/queue': 'device',
} as const;
