import module from 'node:module';

/** The folder of the bundled Stellar SDK, as a URL: see sdk-bundle.ts. */
const bundle = process.env.PASSA_TEST_SDK;
/** Where our own files' bare specifiers lead: all of them belong to one package. */
const known = new Map();

/**
 * Resolves imports without parsing the whole package.json of the package again for each of them, as Node 24 does.
 * drizzle-orm's has 180 kB and 100 relative imports, which is half a second of each process.
 */
export function resolve(specifier, context, next) {
	const { parentURL, conditions } = context;
	if (!parentURL || !conditions.includes('import')) return next(specifier, context);
	const relative = specifier.startsWith('.');
	if (parentURL.includes('/node_modules/'))
		return relative && isModule(specifier, parentURL)
			? { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
			: next(specifier, context);
	if (relative) return next(specifier, context);
	const bundled = bundle && /^@stellar\/(stellar-sdk(\/contract)?)$/.exec(specifier)?.[1];
	if (bundled) return { url: `${bundle}/${bundled}.mjs`, format: 'module', shortCircuit: true };
	if (!known.has(specifier)) known.set(specifier, next(specifier, context));
	return { ...known.get(specifier), shortCircuit: true };
}

/** A package's .js files are ESM if its importing .js file is. */
const isModule = (specifier, parentURL) =>
	specifier.endsWith('.mjs') || (specifier.endsWith('.js') && parentURL.endsWith('.js'));

/** A `before` that fails says why: uvu loses its error, and an `after` that fails of it hides it. */
export function load(url, context, next) {
	const loaded = next(url, context);
	if (!url.endsWith('/uvu/dist/index.mjs')) return loaded;
	const source = String(loaded.source).replace(
		'} finally {',
		'} catch (error) {\n\t\tconsole.error(error);\n\t} finally {',
	);
	return { ...loaded, source };
}

module.registerHooks?.({ resolve, load });
