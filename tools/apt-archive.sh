# apt-archive - a private apt configuration, for scripts to read in
#
# Fetches from the archive and with the key that the machine's own apt sources
# name; nothing outside of the folder $apt changes and no root is needed. The
# script that reads this in has set $deps, and has has() and die().
#
# SPDX-License-Identifier: MIT

# Every binary package source of the machine, as "URI<tab>suite<tab>component
# list<tab>key", from both formats of apt's source lists. An inline key block
# is written in one line with \n between its lines.
list_sources() {
    list='' parts=''
    eval "$(apt-config shell list Dir::Etc::sourcelist/f \
        parts Dir::Etc::sourceparts/d)"
    for file in "$list" "$parts"*.list; do
        [ -f "$file" ] || continue
        awk '$1 == "deb" {
            key = ""
            if (match($0, /\[[^]]*\]/)) {
                options = substr($0, RSTART + 1, RLENGTH - 2)
                $0 = substr($0, 1, RSTART - 1) substr($0, RSTART + RLENGTH)
                count = split(options, option, " ")
                for (i = 1; i <= count; i++) {
                    if (option[i] ~ /^signed-by=/) {
                        key = substr(option[i], 11)
                    }
                }
            }
            sub(/#.*/, "")
            components = ""
            for (i = 4; i <= NF; i++) components = components " " $i
            print $2 "\t" $3 "\t" components "\t" key
        }' "$file"
    done
    for file in "$parts"*.sources; do
        [ -f "$file" ] || continue
        awk '
        function flush_stanza(  i, j, uris, uri, names, name) {
            if (field["types"] ~ /(^|[ \t])deb([ \t]|$)/ &&
                tolower(field["enabled"]) !~ /no|false|off|0/) {
                uris = split(field["uris"], uri, " ")
                names = split(field["suites"], name, " ")
                for (i = 1; i <= uris; i++) {
                    for (j = 1; j <= names; j++) {
                        print uri[i] "\t" name[j] "\t" field["components"] \
                            "\t" field["signed-by"]
                    }
                }
            }
            split("", field)
        }
        /^#/ { next }
        /^[ \t]*$/ { flush_stanza(); next }
        /^[ \t]/ {
            sub(/^[ \t]+/, "")
            separator = last == "signed-by" ? "\\n" : " "
            field[last] = field[last] separator $0
            next
        }
        {
            last = tolower(substr($0, 1, index($0, ":") - 1))
            value = substr($0, index($0, ":") + 1)
            sub(/^[ \t]+/, "", value)
            sub(/[ \t]+$/, "", value)
            field[last] = value
        }
        END { flush_stanza() }' "$file"
    done
}

# Print the best "URI<tab>key" of Debian's own archive: other vendors publish
# suites with the same names, so the key and the path decide.
find_archive() {
    list_sources | awk -F '\t' '
        $3 !~ /(^|[ \t])main([ \t]|$)/ || $2 ~ /[-\/]/ { next }
        $1 ~ /^cdrom:/ { next }
        {
            rank = 0
            if ($4 ~ /debian-archive-/) rank = 2
            else if ($1 ~ /\/debian\/?$|debian\.list$/) rank = 1
            if (rank > best) { best = rank; line = $1 "\t" $4 }
        }
        END { if (best) print line }'
}

# Write the private apt configuration for archive $1 with key $2: type of
# packages $3 (deb-src, deb) of suite $4, for architecture $5 where given.
configure_apt() {
    key=$2
    types=$3
    suite=$4
    architecture=${5:-}
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    if [ -z "$key" ] && [ -f "$keyring" ]; then
        key=$keyring
    fi

    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" \
        "$apt/sources.d" "$apt/download"
    : >"$apt/status"
    {
        printf 'Types: %s\nURIs: %s\nSuites: %s\nComponents: main\n' \
            "$types" "$1" "$suite"
        if [ -n "$key" ]; then
            printf 'Signed-By: %s\n' "$key" | sed 's/\\n/\n /g'
        fi
    } >"$apt/sources.d/debian.sources"

    # The machine's own settings (proxies, certificates) stay in force; its
    # hooks and its preferred release do not. The sandbox user could not write
    # below a private home directory.
    cat >"$apt/apt.conf" <<CONF
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Default-Release;
Dir::State "$apt";
Dir::State::Lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt/sources.d";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
CONF
    if [ -n "$architecture" ]; then
        printf 'APT::Architecture "%s";\n#clear APT::Architectures;\n' \
            "$architecture" >>"$apt/apt.conf"
    fi
}

# apt-get under the private configuration; $1 says what for.
apt_get() {
    purpose=$1
    shift
    if ! LC_ALL=C apt-get -c "$apt/apt.conf" -q "$@" \
        >"$apt/log" 2>&1 </dev/null; then
        reason=$(sed -n 's/^[EW]: //p' "$apt/log" | head -n 1)
        die "cannot fetch $purpose: ${reason:-apt-get failed}; check the\
 network and run again${own_hint:+, $own_hint}"
    fi
}
