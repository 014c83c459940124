/** The part of the table in `roles.ts` that the relayer asks of the platform, by the token between services. */
export const platformServiceAccess = {
	'PUT /v1/notices/:id': 'service',
	'PUT /v1/static-passes/:id': 'service',
	'GET /v1/notices/:id': 'service',
	'GET /v1/people/:id/contacts': 'service',
	'PUT /v1/people/:id/news': 'service',
	'GET /v1/people/:id/held-reset': 'service',
	'PUT /v1/events/:event/news': 'service',
} as const;
