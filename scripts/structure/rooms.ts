/** Top-level rooms. `scripts` may import each of those before it; `testing` may import all. */
export const rooms = [
	'shared',
	'indexer',
	'relayer',
	'platform',
	'web',
	'localnet',
	'scripts',
	'testing',
] as const;
export type Room = (typeof rooms)[number];

/** Rooms of which the others import `client.ts` at most. */
export const services: Room[] = ['indexer', 'relayer', 'platform', 'localnet'];

/**
 * The order of folders within a room: a folder imports those before it, and none after it. Files beside the
 * folders compose them and may import all; files that all folders share are there, too. ARCHITECTURE.md draws the same.
 */
export const folderOrder: Record<string, string[]> = {
	indexer: ['facts', 'models', 'ingest', 'reindex', 'views', 'evidence', 'live', 'api'],
	relayer: [
		'models',
		'treasury',
		'contacts',
		'orders',
		'cases',
		'payments',
		'reconcile',
		'review',
		'rails',
		'settle',
		'calls',
		'refunds',
		'resale',
		'keeper',
		'handovers',
		'network-fees',
		'held',
		'gifts',
		'goodwill',
		'passes',
		'gate',
		'wall',
		'loyalty',
		'interventions',
		'retention',
		'api',
		'simulators',
	],
	platform: ['models', 'notify', 'accounts', 'factors', 'teams', 'media', 'drafts', 'payees', 'api'],
	shared: ['contract', 'chain', 'loyalty', 'pass', 'gate', 'service'],
	'shared/chain': ['state', 'events', 'submit', 'archive', 'audit'],
	web: ['messages', 'lib', 'routes', 'service-worker'],
	'web/lib': [
		'text',
		'legal',
		'contact',
		'server',
		'ui',
		'wallet',
		'account',
		'support',
		'checkout',
		'tickets',
		'pass',
		'wall',
		'gate',
		'handovers',
		'organizer',
	],
};

/** An order as ARCHITECTURE.md draws it. */
export const drawingOf = (folders: string[]): string => folders.join(' ← ');
