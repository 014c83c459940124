const moderating = { may: 'content.moderate' } as const;

/** The part of the table in `roles.ts` that is about walls: routes of the relayer. `signedIn`: every role. */
export const wallAccess = <Role extends string>(signedIn: readonly Role[]) => ({
	'GET /v1/events/:event/wall/own': signedIn,
	'POST /v1/events/:event/wall/own': signedIn,
	'DELETE /v1/events/:event/wall/own/:post': signedIn,
	'GET /v1/handovers/:token/wall': signedIn,
	'POST /v1/handovers/:token/wall': signedIn,
	'DELETE /v1/handovers/:token/wall/:post': signedIn,
	...wallRoutes,
});

const wallRoutes = {
	// Only what the organizer's team has approved.
	'GET /v1/events/:event/wall': 'public',
	'GET /v1/orders/:reference/wall': 'holder',
	'POST /v1/orders/:reference/wall': 'holder',
	'DELETE /v1/orders/:reference/wall/:post': 'holder',
	// The routes ask for a session that names the event.
	'PUT /v1/events/:event/wall': moderating,
	'GET /v1/events/:event/wall/posts': moderating,
	'POST /v1/events/:event/wall/posts/:post': moderating,
	'DELETE /v1/events/:event/wall/blocks/:block': moderating,
} as const;
