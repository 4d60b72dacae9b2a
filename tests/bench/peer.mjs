#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody else's way to carry dossiers and their scans, for the benchmarks: PouchDB to express-pouchdb, tus-js-client to @tus/server.
//
//   node peer.mjs pouchdb|tus serve HOST
//       listens on a free port of HOST, prints HOST:PORT, and ends with its parent
//   node peer.mjs pouchdb|tus client ADDRESS SERVER DOSSIERS [SCANS]
//       DOSSIERS: one JSON object a line; SCANS: a folder with a file CODE.jpg for each. Prints "ready"; then does what each line of its
//       standard input says and prints how many seconds that took: "push" sends all, "idle" has nothing to send. "check" asks SERVER,
//       not ADDRESS (which may be something before it), whether all is there, and prints how many things are.

import { createReadStream, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs"
import http from "node:http"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { createInterface } from "node:readline"

const require = createRequire(import.meta.url)

function readDossiers(path) {
  return readFileSync(path, "utf8").split("\n").filter(line => line !== "").map(line => JSON.parse(line))
}

// The server's patience is not what is measured.
function listen(server, host) {
  server.requestTimeout = 0
  server.listen(0, host, () => console.log(`${host}:${server.address().port}`))
}

// ---- PouchDB

function loadPouch() {
  const PouchDB = require("pouchdb-core")
  for (const plugin of ["adapter-memory", "adapter-http", "replication", "mapreduce"])
    PouchDB.plugin(require(`pouchdb-${plugin}`))
  return PouchDB
}

async function servePouch(host) {
  const PouchDB = loadPouch().defaults({ adapter: "memory" })
  const app = require("express-pouchdb")(PouchDB, { mode: "minimumForPouchDB", inMemoryConfig: true })
  await new PouchDB("dossiers").info()
  listen(http.createServer(app), host)
}

async function pouchClient(address, server, dossiers, scans) {
  const PouchDB = loadPouch()
  const local = new PouchDB("desk", { adapter: "memory" })
  for (const dossier of readDossiers(dossiers)) {
    if (scans !== undefined)
      dossier._attachments = {
        "scan.jpg": { content_type: "image/jpeg", data: readFileSync(join(scans, `${dossier.code}.jpg`)) },
      }
    await local.put(dossier)
  }
  const replicate = async () => {
    const result = await local.replicate.to(`http://${address}/dossiers`, { batch_size: 100 })
    if (!result.ok || result.errors.length > 0)
      throw new Error(JSON.stringify(result.errors))
  }
  return {
    push: replicate,
    idle: replicate,
    check: async () => (await new PouchDB(`http://${server}/dossiers`).info()).doc_count,
  }
}

// ---- tus

async function serveTus(host) {
  const { Server } = await import("@tus/server")
  const { FileStore } = await import("@tus/file-store")
  const directory = mkdtempSync(join(tmpdir(), "motcua-tus-"))
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }))
  const tus = new Server({ path: "/files", datastore: new FileStore({ directory }) })
  listen(http.createServer((request, response) => {
    if (request.url !== "/count")
      return tus.handle(request, response)
    // Of each file the store keeps its bytes and a .json beside them.
    const names = readdirSync(directory).filter(name => !name.endsWith(".json"))
    response.end(String(names.filter(name => statSync(join(directory, name)).size > 0).length))
  }), host)
}

async function tusClient(address, server, dossiers, scans) {
  const tus = await import("tus-js-client")
  const stack = new tus.DefaultHttpStack({ agent: new http.Agent({ keepAlive: true, maxSockets: 1 }) })
  const send = path => new Promise((resolve, reject) => {
    const upload = new tus.Upload(createReadStream(path), {
      endpoint: `http://${address}/files`,
      httpStack: stack,
      uploadSize: statSync(path).size,
      chunkSize: statSync(path).size,
      retryDelays: [2000, 4000, 8000, 10000],
      metadata: { filename: basename(path), filetype: "image/jpeg" },
      onError: reject,
      onSuccess: resolve,
    })
    upload.start()
  })
  return {
    push: async () => {
      for (const dossier of readDossiers(dossiers))
        await send(join(scans, `${dossier.code}.jpg`))
    },
    check: async () => (await fetch(`http://${server}/count`)).text(),
  }
}

// ---- what is asked

const [kind, command, ...args] = process.argv.slice(2)
const kinds = { pouchdb: { serve: servePouch, client: pouchClient }, tus: { serve: serveTus, client: tusClient } }

if (kinds[kind]?.[command] === undefined) {
  console.error("usage: peer.mjs pouchdb|tus serve HOST | client ADDRESS SERVER DOSSIERS [SCANS]")
  process.exit(2)
}
for (const signal of ["SIGTERM", "SIGINT"])
  process.on(signal, () => process.exit(0))

const doings = await kinds[kind][command](...args)
if (command === "client") {
  console.log("ready")
  for await (const line of createInterface({ input: process.stdin })) {
    const begun = process.hrtime.bigint()
    const said = await doings[line]()
    console.log(line === "check" ? said : Number(process.hrtime.bigint() - begun) / 1e9)
  }
  process.exit(0)
}
