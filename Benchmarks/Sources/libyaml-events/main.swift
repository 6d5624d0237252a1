// SPDX-License-Identifier: Apache-2.0

import CYaml
import Glibc

/// Parses every YAML file below the folders given with libyaml's event API and does nothing with the events: the
/// yardstick for reading manifests.
func events(in path: String) -> Int {
    guard let file = fopen(path, "rb") else { return 0 }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    rewind(file)
    var bytes = [UInt8](repeating: 0, count: size)
    fread(&bytes, 1, size, file)
    var parser = yaml_parser_t()
    yaml_parser_initialize(&parser)
    defer { yaml_parser_delete(&parser) }
    return bytes.withUnsafeBufferPointer { buffer in
        yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
        var count = 0
        var event = yaml_event_t()
        while yaml_parser_parse(&parser, &event) == 1 {
            let isEnd = event.type == YAML_STREAM_END_EVENT
            yaml_event_delete(&event)
            count += 1
            if isEnd { break }
        }
        return count
    }
}

func walk(_ path: String) -> Int {
    guard let folder = opendir(path) else { return path.hasSuffix(".yaml") ? events(in: path) : 0 }
    defer { closedir(folder) }
    var count = 0
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { count += walk(path + "/" + name) }
    }
    return count
}

print(CommandLine.arguments.dropFirst().reduce(0) { $0 + walk($1) })
