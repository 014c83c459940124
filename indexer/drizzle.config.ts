import { defineConfig } from 'drizzle-kit';

/** `npx drizzle-kit generate --config indexer/drizzle.config.ts` writes a migration from the changed tables. */
export default defineConfig({
	dialect: 'postgresql',
	schema: './indexer/models/*.ts',
	out: './indexer/migrations',
	casing: 'snake_case',
});
