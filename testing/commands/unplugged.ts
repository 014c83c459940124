const cable = `import net from 'node:net';
net.Socket.prototype.connect = () => { throw new Error('there is no network'); };`;

/** The environment of a process that can open no connection. */
export const unplugged = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(cable)}` };
