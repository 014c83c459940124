/** The imports of each file, by path. */
export type Graph = Map<string, string[]>;

/** Each import cycle, as a path of files that begins and ends with the same file. */
export function cyclesOf(graph: Graph): string[][] {
	const found: string[][] = [];
	const done = new Set<string>();
	for (const file of graph.keys()) {
		if (done.has(file)) continue;
		const way = wayBack(graph, file);
		if (!way) continue;
		for (const each of way) done.add(each);
		found.push(way);
	}
	return found;
}

/** The shortest way from a file to itself. */
function wayBack(graph: Graph, start: string): string[] | null {
	const before = new Map<string, string>();
	const queue = [start];
	for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
		for (const next of graph.get(file) ?? []) {
			if (next === start) return [...wayTo(before, file), start];
			if (before.has(next) || !graph.has(next)) continue;
			before.set(next, file);
			queue.push(next);
		}
	}
	return null;
}

function wayTo(before: Map<string, string>, file: string): string[] {
	const way = [file];
	for (let at = before.get(file); at !== undefined; at = before.get(at)) way.unshift(at);
	return way;
}
