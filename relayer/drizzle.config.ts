import { defineConfig } from 'drizzle-kit';

/** `npx drizzle-kit generate --config relayer/drizzle.config.ts` writes a migration from the changed tables. */
export default defineConfig({
	dialect: 'postgresql',
	schema: './relayer/models/*.ts',
	out: './relayer/migrations',
	casing: 'snake_case',
});
