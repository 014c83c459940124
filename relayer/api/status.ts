import type { Guarded } from '#shared/service/guard.server.ts';
import { healthRoutes } from '#shared/service/health.server.ts';
import type { Deps } from './api-deps.ts';
import { dependenciesShape } from './dependencies.ts';

/** `/healthz`, and `/readyz` with what `dependencies.ts` finds: 503 unless database and network answer. */
export const statusRoutes = ({ dependencies }: Pick<Deps, 'dependencies'>) =>
	healthRoutes<typeof dependenciesShape, Guarded>(
		'The database answers, and the network closes ledgers',
		dependenciesShape,
		dependencies,
	);
